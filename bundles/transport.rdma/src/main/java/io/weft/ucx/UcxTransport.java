package io.weft.ucx;

import io.weft.endpoint.CannotListen;
import io.weft.endpoint.HostPort;
import io.weft.endpoint.PlainLinks;
import io.weft.transport.Acceptor;
import io.weft.transport.Expectation;
import io.weft.transport.Link;
import io.weft.transport.LinkOptions;
import io.weft.transport.LinkRefusedException;
import io.weft.transport.Listener;
import io.weft.transport.Receiver;
import io.weft.transport.rdma.RdmaSettings;
import io.weft.transport.rdma.RdmaTransport;
import io.weft.trust.Identity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Links by UCX, {@code rdma://host:port}: set up on a TCP connection with mutual TLS 1.3, which
 * stays as the link's sign of life; the frames then travel by UCX in the records of the same TLS
 * session, unless both sides trust the fabric. Safe on every thread.
 *
 * <p>Bounds: a sender blocks while {@code send_high_water_bytes} are waiting on its link; a thread
 * that delivers frames does not, and the link is closed when it would leave more than {@code
 * send_bound_bytes} waiting.
 */
public final class UcxTransport implements RdmaTransport {

  /** Links have this long for what was sent, when the transport stops (milliseconds). */
  private static final long STOP_MILLIS = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(UcxTransport.class);

  private final RdmaSettings settings;
  private final Fabric fabric;
  private final ControlWatch watch;
  private final Progress progress;
  private final MakingLinks making;
  private final Set<UcxListener> listeners = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;

  /**
   * Opens what UCX has here.
   *
   * @throws IOException if there is nothing; the message says why and what to do
   */
  public UcxTransport(Identity identity, RdmaSettings settings) throws IOException {
    this.settings = settings;
    fabric = Fabric.detect(settings);
    watch = new ControlWatch();
    try {
      progress = new Progress(fabric.transports(), settings, watch);
    } catch (IOException e) {
      watch.close();
      throw e;
    }
    making = new MakingLinks(identity, settings, fabric, progress, watch);
    LOG.info(
        "RDMA transport: {} by UCX {}, {}{}",
        fabric.state(),
        String.join(".", Ucx.version().stream().map(String::valueOf).toList()),
        settings.trustedFabric()
            ? "frames WITHOUT protection to nodes that trust the fabric too (trusted_fabric)"
            : "TLS 1.3 by the JDK",
        fabric.remark().isEmpty() ? "" : "; not RDMA: " + fabric.remark());
  }

  @Override
  public String state() {
    return fabric.state() + (fabric.remark().isEmpty() ? "" : ": " + fabric.remark());
  }

  @Override
  public boolean reachesOthers() {
    return fabric.hardware();
  }

  @Override
  public Listener listen(URI address, LinkOptions options, Acceptor acceptor) throws IOException {
    HostPort wanted = HostPort.of(RdmaTransport.SCHEME, address);
    InetAddress at = wanted.resolve().get(0);
    PlainLinks.demandLoopback(at, address, options);
    demandRunning();
    ServerSocketChannel socket = ServerSocketChannel.open();
    try {
      socket.bind(new InetSocketAddress(at, wanted.port()));
    } catch (IOException e) {
      socket.close();
      throw CannotListen.at(address, e);
    }
    UcxListener listener =
        new UcxListener(socket, options, acceptor, settings.maxHandshakes(), making::receive);
    listeners.removeIf(other -> !other.isOpen());
    listeners.add(listener);
    if (stopped) {
      listener.close();
      demandRunning();
    }
    return listener;
  }

  @Override
  public Link dial(URI address, Expectation expectation, LinkOptions options, Receiver receiver)
      throws IOException {
    long deadline = System.nanoTime() + options.handshakeTimeout().toNanos();
    List<InetSocketAddress> places =
        HostPort.of(RdmaTransport.SCHEME, address).places(expectation.from());
    for (InetSocketAddress place : places) {
      PlainLinks.demandLoopback(place.getAddress(), address, options);
    }
    IOException last = new IOException("cannot reach " + address + ": no address to try");
    for (InetSocketAddress place : places) {
      demandRunning();
      try {
        return making.dial(place, address, expectation, options, receiver, deadline);
      } catch (LinkRefusedException e) {
        throw e;
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  @Override
  public void close() {
    stopped = true;
    listeners.forEach(UcxListener::close);
    making.stop();
    progress.all().forEach(LinkWire::finish);
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_MILLIS);
    progress.awaitNone(deadline);
    progress.close();
    watch.close();
  }

  private void demandRunning() throws IOException {
    if (stopped) {
      throw new IOException("the RDMA transport is stopped");
    }
  }
}
