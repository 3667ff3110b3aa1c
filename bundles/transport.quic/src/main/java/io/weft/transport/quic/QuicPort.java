package io.weft.transport.quic;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicChannelOption;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.QuicSslEngine;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.AttributeKey;
import io.weft.channel.ChannelListener;
import io.weft.channel.LinkHandler;
import io.weft.endpoint.HostPort;
import io.weft.node.NodeId;
import io.weft.transport.Acceptor;
import io.weft.transport.LinkOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A UDP port with the connections that were accepted at it. They all live on this one socket, so it
 * stays open while there is one, although nobody listens any more; a new listener of this transport
 * then takes it over. Handshakes under way are bounded, the oldest gives way.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what matters of these is told to the pipeline
final class QuicPort {

  private static final AttributeKey<QuicSslEngine> ENGINE =
      AttributeKey.valueOf("weft.quic.engine");

  /** Callers prove their addresses while this share of the handshakes' bound is taken (1 / n). */
  private static final int CROWDED_SHARE = 4;

  /**
   * Callers prove their addresses after so many connections in a minute: whoever forges a member's
   * address must not use up what that member may.
   */
  private static final int UNPROVEN_A_MINUTE = 60;

  /** How long closing the socket may take (milliseconds). */
  private static final long CLOSE_MILLIS = 1_000;

  private final QuicParts parts;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<QuicChannel> handshakes = new LinkedHashSet<>();
  private final Set<QuicChannel> accepted = new LinkedHashSet<>();
  private volatile @Nullable ChannelListener listener;
  private volatile int maxConnections;
  private final MinuteCount arrivals = new MinuteCount(System::nanoTime);
  private @Nullable Channel socket;

  QuicPort(QuicParts parts) {
    this.parts = parts;
  }

  /** Binds the socket, for the first listener. */
  ChannelFuture bind(
      InetSocketAddress at, EventLoopGroup group, LinkOptions options, ChannelListener first)
      throws IOException {
    listener = first;
    maxConnections = options.maxConnections();
    parts.tls().accepting(); // says now if this node's key does not serve
    QuicServerCodecBuilder codec =
        Datagrams.tuned(
                new QuicServerCodecBuilder(),
                parts.settings().idleTimeoutSeconds(),
                options.maxConnections())
            .sslEngineProvider(this::engine)
            .tokenHandler(new RetryTokens(this::isCrowded, System::nanoTime))
            .handler(connections())
            .streamHandler(streams())
            .streamOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    Datagrams.segments(parts.io().isEpoll())
        .ifPresent(
            each -> codec.option(QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR, each));
    ChannelFuture bound =
        Datagrams.socket(parts.io().isEpoll())
            .group(group)
            .handler(codec.build())
            .bind(at)
            .awaitUninterruptibly();
    if (bound.isSuccess()) {
      socket = bound.channel();
      first.listening(address());
    }
    return bound;
  }

  URI address() {
    Channel bound = socket;
    if (bound == null) {
      throw new IllegalStateException("not bound yet");
    }
    return HostPort.uri(QuicTransport.SCHEME, bound.localAddress());
  }

  boolean isAt(InetSocketAddress address) {
    Channel bound = socket;
    return bound != null && bound.isOpen() && address.equals(bound.localAddress());
  }

  /** Lets another listener have the port, if it has none now. */
  boolean takeOver(LinkOptions options, ChannelListener next) {
    lock.lock();
    try {
      if (listener != null || accepted.isEmpty()) {
        return false;
      }
      listener = next;
      maxConnections = options.maxConnections();
    } finally {
      lock.unlock();
    }
    next.listening(address());
    return true;
  }

  /** Takes no more links; the socket closes when the last connection has gone. */
  void stopListening(ChannelListener which) {
    which.close();
    boolean last;
    lock.lock();
    try {
      if (listener == which) {
        listener = null;
      }
      last = listener == null && accepted.isEmpty();
    } finally {
      lock.unlock();
    }
    if (last) {
      closeSocket();
    }
  }

  /** Closes all connections, and the socket. */
  void close() {
    ChannelListener open = listener;
    if (open != null) {
      open.close();
    }
    List<QuicChannel> all;
    lock.lock();
    try {
      listener = null;
      all = new ArrayList<>(accepted);
      all.addAll(handshakes);
    } finally {
      lock.unlock();
    }
    all.forEach(Closing::done);
    for (QuicChannel each : all) {
      each.closeFuture().awaitUninterruptibly(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
    }
    closeSocket();
  }

  private void closeSocket() {
    Channel bound = socket;
    if (bound != null) {
      ChannelFuture closing = bound.close();
      if (!bound.eventLoop().inEventLoop()) {
        closing.awaitUninterruptibly(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
  }

  private boolean isCrowded() {
    if (arrivals.current() >= UNPROVEN_A_MINUTE) {
      return true;
    }
    lock.lock();
    try {
      return handshakes.size() >= parts.settings().bounds().maxHandshakes() / CROWDED_SHARE;
    } finally {
      lock.unlock();
    }
  }

  private QuicSslEngine engine(QuicChannel connection) {
    try {
      QuicSslEngine engine = parts.tls().accepting().newEngine(connection.alloc());
      connection.attr(ENGINE).set(engine);
      return engine;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ChannelHandler connections() {
    return new ChannelInitializer<QuicChannel>() {
      @Override
      protected void initChannel(QuicChannel connection) {
        Streams open = new Streams();
        connection
            .pipeline()
            .addLast(open)
            .addLast(new Moves(open, System::nanoTime))
            .addLast(new Arrival(connection, open));
      }
    };
  }

  private ChannelHandler streams() {
    return new ChannelInitializer<QuicStreamChannel>() {
      @Override
      protected void initChannel(QuicStreamChannel stream) {
        QuicChannel connection = stream.parent();
        connection.pipeline().get(Streams.class).add(stream);
        ChannelListener open = listener;
        Optional<LinkHandler> handler =
            open == null ? Optional.empty() : open.opening(stream, Acceptor.Visit.UNCOUNTED);
        stream
            .pipeline()
            .addLast(connection.pipeline().get(Moves.class).counting())
            .addLast(new StreamEnd());
        if (handler.isEmpty() || parts.connections().isStopped()) {
          stream.close();
          return;
        }
        stream.pipeline().addLast(new StreamOpening(false, () -> admitted(connection)));
        parts.connections().add(stream, handler.get());
      }
    };
  }

  private NodeId admitted(QuicChannel connection) throws CertificateException {
    try {
      return parts.tls().admitted(connection, Optional.empty(), false);
    } catch (CertificateException e) {
      Closing.refused(connection, String.valueOf(e.getMessage()));
      throw e;
    }
  }

  /** A connection that comes, and goes. One that never gets active is told by its close only. */
  private final class Arrival extends ChannelInboundHandlerAdapter {

    private final QuicChannel connection;
    private final Streams streams;
    private final String caller;
    private Acceptor.Visit visit = Acceptor.Visit.UNCOUNTED;
    private boolean refused;
    private boolean arrived;

    Arrival(QuicChannel connection, Streams streams) {
      this.connection = connection;
      this.streams = streams;
      caller = StreamAddresses.caller(connection.remoteSocketAddress());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext at) {
      if (!mayKnock()) {
        refused = true;
        connection.close();
        return;
      }
      connection.closeFuture().addListener(closed -> gone());
      QuicChannel oldest = null;
      lock.lock();
      try {
        handshakes.add(connection);
        if (handshakes.size() > parts.settings().bounds().maxHandshakes()) {
          oldest = handshakes.iterator().next();
          handshakes.remove(oldest);
        }
      } finally {
        lock.unlock();
      }
      if (oldest != null) {
        oldest.close();
      }
    }

    /** Asked before there is a handshake. */
    private boolean mayKnock() {
      arrivals.add();
      ChannelListener open = listener;
      SocketAddress from = connection.remoteSocketAddress();
      if (open == null || from == null) {
        return true; // nobody listens: it ends as soon as it is active
      }
      Optional<Acceptor.Visit> let = open.knock(from);
      visit = let.orElse(visit);
      return let.isPresent();
    }

    @Override
    public void channelActive(ChannelHandlerContext at) {
      if (refused) {
        return;
      }
      arrived = true;
      visit.settled();
      boolean taken;
      lock.lock();
      try {
        handshakes.remove(connection);
        taken = listener != null && accepted.size() < maxConnections;
        if (taken) {
          accepted.add(connection);
        }
      } finally {
        lock.unlock();
      }
      if (!taken) {
        Closing.done(connection);
      }
      at.fireChannelActive();
    }

    private void gone() {
      visit.gone();
      ChannelListener told = listener;
      if (!arrived && told != null) {
        told.turnedDown(caller, reason());
      }
      boolean last;
      lock.lock();
      try {
        handshakes.remove(connection);
        last = accepted.remove(connection) && accepted.isEmpty() && listener == null;
      } finally {
        lock.unlock();
      }
      if (last) {
        closeSocket();
      }
    }

    private Throwable reason() {
      QuicSslEngine engine = connection.attr(ENGINE).get();
      Optional<CertificateException> own =
          engine == null ? Optional.empty() : parts.tls().refusal(engine);
      Throwable heard = streams.end();
      return own.<Throwable>map(each -> each)
          .orElse(heard == null ? new ClosedChannelException() : heard);
    }
  }
}
