package io.weft.ucx;

import io.weft.endpoint.HostPort;
import io.weft.endpoint.Reasons;
import io.weft.node.NodeId;
import io.weft.transport.Expectation;
import io.weft.transport.Link;
import io.weft.transport.LinkOptions;
import io.weft.transport.LinkRefusedException;
import io.weft.transport.Protection;
import io.weft.transport.Receiver;
import io.weft.transport.rdma.RdmaSettings;
import io.weft.transport.rdma.RdmaTransport;
import io.weft.trust.Identity;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets links up, from both sides: connect, TLS, one {@link SetUp} each way, an endpoint at the
 * other's worker. The side that dials has a link when the other has said yes.
 */
final class MakingLinks {

  /** Far more than a set-up takes to see that its connection is closed (seconds). */
  private static final long STOP_SECONDS = 1;

  private static final Logger LOG = LoggerFactory.getLogger(UcxTransport.class);

  private final MutualTls tls;
  private final RdmaSettings settings;
  private final Fabric fabric;
  private final Progress progress;
  private final ControlWatch watch;
  private final SecureRandom random = new SecureRandom();
  private final String host = Fabric.host();
  private final ExecutorService reception =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("weft-rdma-setup-", 0).factory());
  private final Set<SocketChannel> underWay = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;

  MakingLinks(
      Identity identity,
      RdmaSettings settings,
      Fabric fabric,
      Progress progress,
      ControlWatch watch) {
    tls = new MutualTls(identity);
    this.settings = settings;
    this.fabric = fabric;
    this.progress = progress;
    this.watch = watch;
  }

  /** Ends what is under way, and waits until nobody is told anything more. */
  void stop() {
    stopped = true;
    for (SocketChannel channel : underWay) {
      close(channel);
    }
    reception.shutdown();
    try {
      if (!reception.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("A set-up of an RDMA link goes on although the transport is stopped");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  Link dial(
      InetSocketAddress to,
      URI address,
      Expectation expectation,
      LinkOptions options,
      Receiver receiver,
      long deadline)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    underWay.add(channel);
    try {
      connect(channel, to, expectation, deadline);
      SSLEngine engine = options.secured() ? tls.dialling(expectation.peer()) : null;
      ControlConnection control = new ControlConnection(channel, engine, deadline);
      control.handshake();
      return agree(control, options, receiver);
    } catch (IOException e) {
      close(channel);
      throw meaning(address, options, e);
    } catch (RuntimeException | Error e) {
      close(channel);
      throw e;
    } finally {
      underWay.remove(channel);
    }
  }

  /** Goes on by itself with a connection that was accepted. */
  void receive(SocketChannel channel, UcxListener listener) {
    underWay.add(channel);
    try {
      reception.execute(() -> accept(channel, listener));
    } catch (RejectedExecutionException e) {
      underWay.remove(channel);
      close(channel);
    }
  }

  private void accept(SocketChannel channel, UcxListener listener) {
    String from = "somebody";
    LinkOptions options = listener.options();
    long deadline = System.nanoTime() + options.handshakeTimeout().toNanos();
    ControlConnection control = null;
    try {
      from = HostPort.uri(RdmaTransport.SCHEME, channel.getRemoteAddress()).toString();
      control =
          new ControlConnection(channel, options.secured() ? tls.accepting() : null, deadline);
      control.handshake();
      if (!answer(control, listener)) {
        control.closeGently();
      }
    } catch (IOException | RuntimeException e) {
      listener.failed(from, e);
      if (control != null) {
        control.closeGently();
      } else {
        close(channel);
      }
    } finally {
      listener.finished(channel);
      underWay.remove(channel);
    }
  }

  private Link agree(ControlConnection control, LinkOptions options, Receiver receiver)
      throws IOException {
    boolean plain = control.session().isEmpty() || settings.trustedFabric();
    long token = random.nextLong();
    URI remote = HostPort.uri(RdmaTransport.SCHEME, control.channel().getRemoteAddress());
    LinkWire wire =
        new LinkWire(progress, control, token, remote, options.maxFrameBytes(), () -> {});
    progress.register(wire); // its messages may come before the answer does
    try {
      control.write(mine(plain, token));
      SetUp theirs = control.read();
      demandWelcome(theirs);
      Sealing sealing = sealing(control, plain && theirs.plain());
      UcxLink link = link(wire, control, options, plain && theirs.plain());
      return progress.call(
          () -> {
            progress.connect(wire, theirs, sealing);
            wire.open(link, receiver);
            watch.add(wire);
            return link;
          });
    } catch (IOException e) {
      wire.fail(e);
      throw e;
    }
  }

  /** Whether the other side was told yes. */
  private boolean answer(ControlConnection control, UcxListener listener) throws IOException {
    SetUp theirs = control.read();
    boolean mayBePlain = control.session().isEmpty() || settings.trustedFabric();
    boolean plain = theirs.plain() && mayBePlain;
    Optional<String> unreachable = unreachable(theirs);
    if (unreachable.isPresent()) {
      control.write(SetUp.no(unreachable.get()));
      return false;
    }
    if (!listener.takePlace(control.channel())) {
      control.write(SetUp.no(listener.fullUp()));
      return false;
    }
    Sealing sealing = sealing(control, plain);
    URI remote = HostPort.uri(RdmaTransport.SCHEME, control.channel().getRemoteAddress());
    LinkOptions options = listener.options();
    LinkWire wire =
        new LinkWire(
            progress,
            control,
            random.nextLong(),
            remote,
            options.maxFrameBytes(),
            () -> listener.leavePlace(control.channel()));
    UcxLink link;
    try {
      progress.register(wire);
      link = link(wire, control, options, plain);
      progress.call(
          () -> {
            progress.connect(wire, theirs, sealing);
            return wire;
          });
    } catch (IOException e) {
      try {
        control.write(SetUp.no(Reasons.root(e)));
      } finally {
        wire.fail(e);
      }
      return true;
    }
    try {
      // In this order: a seal that sends must not be used before the answer has left it.
      control.write(mine(plain, wire.token()));
      progress.call(
          () -> {
            wire.open(link, listener.acceptor().accepted(link));
            watch.add(wire);
            return wire;
          });
      return true;
    } catch (IOException e) {
      wire.fail(e);
      throw e;
    }
  }

  private UcxLink link(LinkWire wire, ControlConnection control, LinkOptions options, boolean plain)
      throws IOException {
    Optional<SSLEngine> session = control.session();
    Optional<NodeId> peer =
        session.isEmpty() ? Optional.empty() : Optional.of(tls.peer(session.get()));
    return new UcxLink(
        wire,
        options.maxFrameBytes(),
        peer,
        plain ? Protection.NONE : Protection.TLS,
        HostPort.uri(RdmaTransport.SCHEME, control.channel().getLocalAddress()),
        HostPort.uri(RdmaTransport.SCHEME, control.channel().getRemoteAddress()));
  }

  private static Sealing sealing(ControlConnection control, boolean plain) {
    return plain ? Sealing.plain() : new TlsRecords(control.session().orElseThrow());
  }

  private SetUp mine(boolean plain, long token) {
    return new SetUp(plain, fabric.hardware(), token, host, progress.address(), "");
  }

  private void demandWelcome(SetUp theirs) throws IOException {
    if (!theirs.refusal().isEmpty()) {
      throw new IOException(theirs.refusal());
    }
    Optional<String> unreachable = unreachable(theirs);
    if (unreachable.isPresent()) {
      throw new IOException(unreachable.get());
    }
  }

  private Optional<String> unreachable(SetUp theirs) {
    boolean sameHost = theirs.host().equals(host);
    return sameHost || theirs.hardware() && fabric.hardware()
        ? Optional.empty()
        : Optional.of(
            "it is another machine, and RDMA hardware is not on both sides (one has ucx-shm)");
  }

  private void connect(
      SocketChannel channel, InetSocketAddress to, Expectation expectation, long deadline)
      throws IOException {
    if (expectation.from().isPresent()) {
      channel.bind(new InetSocketAddress(expectation.from().get(), 0));
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    if (stopped || millis <= 0) {
      throw new SocketTimeoutException("no time left");
    }
    channel.socket().connect(to, (int) Math.min(Integer.MAX_VALUE, millis));
  }

  private static IOException meaning(URI address, LinkOptions options, IOException cause) {
    Optional<String> refusal = Reasons.refusal(cause);
    if (refusal.isPresent()) {
      return new LinkRefusedException("no link to " + address + ": " + refusal.get());
    }
    String reason = Reasons.root(cause);
    if (cause instanceof SocketTimeoutException) {
      reason = "no answer within " + options.handshakeTimeout().toMillis() + " ms";
    } else if (cause instanceof ConnectException && reason.contains("refused")) {
      reason = "connection refused";
    } else if (cause instanceof SSLException && reason.contains("SSL message")) {
      reason = "whoever listens there does not speak TLS";
    } else if (cause instanceof EOFException || reason.contains("reset")) {
      reason = "the connection was closed during the handshake";
    }
    return new IOException("cannot reach " + address + ": " + reason, cause);
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // nothing of it is left either way
    }
  }
}
