package io.weft.transport.quic;

import io.netty.channel.ChannelFuture;
import io.weft.channel.ChannelListener;
import io.weft.channel.Connections;
import io.weft.channel.Dialling;
import io.weft.channel.EventLoops;
import io.weft.channel.SystemIo;
import io.weft.endpoint.CannotListen;
import io.weft.endpoint.HostPort;
import io.weft.transport.Acceptor;
import io.weft.transport.Expectation;
import io.weft.transport.Lane;
import io.weft.transport.Link;
import io.weft.transport.LinkOptions;
import io.weft.transport.LinkRefusedException;
import io.weft.transport.Listener;
import io.weft.transport.Receiver;
import io.weft.transport.Transport;
import io.weft.trust.Identity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Links over QUIC (RFC 9000), {@code quic://host:port}: one connection to a peer, one stream a
 * link, mutual TLS 1.3 by the nodes' own certificates, a length of four bytes before each frame. A
 * connection outlives a change of the peer's address (a NAT's new port). Safe on every thread.
 */
public final class QuicTransport implements Transport, AutoCloseable {

  static final String SCHEME = "quic";

  private static final String LABEL = "QUIC";
  private static final Logger LOG = LoggerFactory.getLogger(QuicTransport.class);

  /** From where to where a connection leads that links can share. */
  private record Route(InetSocketAddress to, Optional<InetAddress> from) {}

  private final QuicParts parts;
  private final EventLoops loops;
  private final Connections connections = new Connections(LABEL);
  private final ReentrantLock listening = new ReentrantLock();
  private final Set<QuicPort> ports = ConcurrentHashMap.newKeySet();
  private final Map<Route, DialledConnection> routes = new ConcurrentHashMap<>();
  private final Set<DialledConnection> dialled = ConcurrentHashMap.newKeySet();

  /**
   * Starts the threads.
   *
   * @throws IllegalStateException if this machine has no native library for QUIC, or not what the
   *     settings ask for
   */
  public QuicTransport(Identity identity, QuicSettings settings) {
    QuicComponent.missing()
        .ifPresent(
            reason -> {
              throw new IllegalStateException("no links over QUIC: " + reason);
            });
    SystemIo io = new SystemIo(settings.nativeTransport());
    parts = new QuicParts(settings, io, new QuicTls(identity), connections, new StreamAddresses());
    loops = new EventLoops(LABEL, settings.loops(), io);
    LOG.info("QUIC by {}, {} event loops", io.description(), settings.loops());
  }

  @Override
  public Listener listen(URI address, LinkOptions options, Acceptor acceptor) throws IOException {
    HostPort wanted = HostPort.of(SCHEME, address);
    demandSecured(address, options);
    InetSocketAddress at = new InetSocketAddress(wanted.resolve().get(0), wanted.port());
    connections.demandRunning();
    ChannelListener listener =
        new ChannelListener(options, parts.settings().bounds(), parts.addresses(), acceptor);
    QuicPort port;
    listening.lock();
    try {
      port = port(at, address, options, listener);
    } finally {
      listening.unlock();
    }
    if (connections.isStopped()) {
      port.close();
      connections.demandRunning();
    }
    return new AtPort(port, listener);
  }

  private QuicPort port(
      InetSocketAddress at, URI address, LinkOptions options, ChannelListener listener)
      throws IOException {
    for (QuicPort open : ports) {
      if (open.isAt(at) && open.takeOver(options, listener)) {
        return open;
      }
    }
    QuicPort port = new QuicPort(parts);
    ChannelFuture bound = port.bind(at, loops.serving(Lane.CALLS), options, listener);
    if (!bound.isSuccess()) {
      throw CannotListen.at(address, bound.cause());
    }
    ports.add(port);
    bound.channel().closeFuture().addListener(closed -> ports.remove(port));
    return port;
  }

  @Override
  public Link dial(URI address, Expectation expectation, LinkOptions options, Receiver receiver)
      throws IOException {
    HostPort wanted = HostPort.of(SCHEME, address);
    demandSecured(address, options);
    if (wanted.port() == 0) {
      throw new IllegalArgumentException("nobody can be dialled at port 0: " + address);
    }
    long deadline = System.nanoTime() + options.handshakeTimeout().toNanos();
    List<InetAddress> candidates = wanted.resolve(expectation.from());
    IOException last = new IOException("cannot reach " + address + ": no address to try");
    for (InetAddress candidate : candidates) {
      connections.demandRunning();
      InetSocketAddress to = new InetSocketAddress(candidate, wanted.port());
      Dialling dialling = new Dialling(address, receiver, options.handshakeTimeout());
      long nanos = Math.max(1, deadline - System.nanoTime());
      dial(new Route(to, expectation.from()), dialling, expectation, options, nanos);
      try {
        Link link = dialling.await(nanos);
        if (connections.isStopped()) {
          link.close();
        }
        return link;
      } catch (LinkRefusedException e) {
        throw e;
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  /** Begins a link over a connection that is there, or over a new one. */
  private void dial(
      Route route, Dialling dialling, Expectation expectation, LinkOptions options, long nanos)
      throws IOException {
    DialledConnection there = routes.get(route);
    if (there != null && there.share()) {
      if (there.leadsTo(expectation.peer())) {
        there.open(dialling, expectation.peer(), options);
        return;
      }
      there.release();
    }
    DialledConnection made = new DialledConnection(parts);
    dialled.removeIf(DialledConnection::isClosed);
    routes.values().removeIf(DialledConnection::isClosed);
    dialled.add(made);
    made.connect(
        route.to(),
        expectation,
        loops.serving(Lane.CALLS),
        millis(nanos),
        dialling,
        () -> {
          routes.put(route, made);
          made.open(dialling, expectation.peer(), options);
        });
  }

  /** Closes all links and listeners, and ends the threads; nothing is called back afterwards. */
  @Override
  public void close() {
    connections.close();
    ports.forEach(QuicPort::close);
    dialled.forEach(DialledConnection::close);
    loops.close();
  }

  private static void demandSecured(URI address, LinkOptions options) {
    if (!options.secured()) {
      throw new IllegalArgumentException(
          "QUIC has no form without TLS: " + address + " needs security switched on");
    }
  }

  private static int millis(long nanos) {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
  }

  /** A listener and the port that it may share with connections of an earlier one. */
  private record AtPort(QuicPort port, ChannelListener listener) implements Listener {
    @Override
    public URI address() {
      return listener.address();
    }

    @Override
    public void close() {
      port.stopListening(listener);
    }
  }
}
