package io.weft.transport.quic;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicChannelBootstrap;
import io.netty.handler.codec.quic.QuicChannelOption;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslEngine;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.util.concurrent.Future;
import io.weft.channel.Dialling;
import io.weft.channel.LinkHandler;
import io.weft.node.NodeId;
import io.weft.transport.Expectation;
import io.weft.transport.LinkOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A connection that this side has dialled, with a socket of its own. Links of several lanes share
 * it, a stream each; it closes a moment after the last one. Safe on every thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what matters of these is told to the pipeline
final class DialledConnection {

  /** For what was lost of the last stream's end, which both sides have closed (milliseconds). */
  private static final long LINGER_MILLIS = 200;

  /** The same if the other side has not: it may not have everything yet (milliseconds). */
  private static final long UNHEARD_LINGER_MILLIS = 10_000;

  /** How long closing the socket may take (milliseconds). */
  private static final long CLOSE_MILLIS = 1_000;

  private final QuicParts parts;
  private final Streams streams = new Streams();
  private final ReentrantLock lock = new ReentrantLock();
  private int users = 1;
  private boolean closed;
  private volatile @Nullable Channel socket;
  private volatile @Nullable QuicChannel attempt;
  private volatile @Nullable QuicChannel connection;
  private volatile @Nullable QuicSslEngine engine;

  /** A connection with one user, who dials it. */
  DialledConnection(QuicParts parts) {
    this.parts = parts;
  }

  /**
   * Begins to connect.
   *
   * @param millis how long it may take
   * @param dialling is told if it fails
   * @param connected runs on the event loop if it does not
   */
  void connect(
      InetSocketAddress to,
      Expectation expectation,
      EventLoopGroup group,
      int millis,
      Dialling dialling,
      Runnable connected)
      throws IOException {
    QuicSslContext context = parts.tls().dialling(expectation.peer());
    QuicClientCodecBuilder codec =
        Datagrams.tuned(new QuicClientCodecBuilder(), parts.settings().idleTimeoutSeconds(), 0)
            .sslEngineProvider(each -> engine(context, each));
    InetSocketAddress from =
        expectation
            .from()
            .map(address -> new InetSocketAddress(address, 0))
            .orElse(new InetSocketAddress(0));
    if (group.isShuttingDown()) { // Netty would tell it at length
      throw new IOException("cannot reach " + to + ": the transport is stopping");
    }
    ChannelFuture binding =
        Datagrams.socket(parts.io().isEpoll()).group(group).handler(codec.build()).bind(from);
    socket = binding.channel();
    binding.addListener(
        bound -> {
          if (bound.isSuccess()) {
            connect(binding.channel(), to, millis, dialling, connected);
          } else {
            fail(dialling, bound.cause());
          }
        });
  }

  private void connect(
      Channel from, InetSocketAddress to, int millis, Dialling dialling, Runnable connected) {
    QuicChannelBootstrap bootstrap =
        QuicChannel.newBootstrap(from)
            .handler(streams)
            .streamHandler(new Unasked())
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis)
            .remoteAddress(to);
    Datagrams.segments(parts.io().isEpoll())
        .ifPresent(
            each -> bootstrap.option(QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR, each));
    Future<QuicChannel> connecting = bootstrap.connect();
    connecting.addListener(
        done -> {
          if (!done.isSuccess()) {
            fail(dialling, done.cause());
            return;
          }
          QuicChannel made = connecting.getNow();
          connection = made;
          made.closeFuture().addListener(end -> closeNow());
          connected.run();
        });
  }

  /** Opens a link on a stream of its own. The user that was counted goes with the stream. */
  void open(Dialling dialling, Optional<NodeId> expected, LinkOptions options) {
    QuicChannel over = connection;
    if (over == null) {
      throw new IllegalStateException("not connected yet");
    }
    try {
      over.eventLoop().execute(() -> open(over, dialling, expected, options));
    } catch (RejectedExecutionException e) {
      dialling.failed(new ClosedChannelException());
      release();
    }
  }

  /** On the event loop, after what has arrived was handled: streams may have become free. */
  private void open(
      QuicChannel over, Dialling dialling, Optional<NodeId> expected, LinkOptions options) {
    if (over.isActive() && over.peerAllowedStreams(QuicStreamType.BIDIRECTIONAL) <= 0) {
      // not tried at all: Netty would count an id for it, and ids must follow each other
      dialling.failed(new IOException("there is no room for another link"));
      release();
      return;
    }
    StreamEnd ending = new StreamEnd();
    Future<QuicStreamChannel> creating =
        over.newStreamBootstrap()
            .type(QuicStreamType.BIDIRECTIONAL)
            .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .handler(pipeline(over, ending, dialling, expected, options))
            .create();
    creating.addListener(
        done -> {
          if (done.isSuccess()) {
            QuicStreamChannel stream = creating.getNow();
            stream.closeFuture().addListener(end -> release(linger(ending)));
            dialling.whenGivenUp(stream::close);
          } else {
            dialling.failed(reason(done.cause()));
            release();
          }
        });
  }

  private ChannelInitializer<QuicStreamChannel> pipeline(
      QuicChannel over,
      StreamEnd ending,
      Dialling dialling,
      Optional<NodeId> expected,
      LinkOptions options) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(QuicStreamChannel stream) {
        streams.add(stream);
        stream
            .pipeline()
            .addLast(ending)
            .addLast(new StreamOpening(true, () -> parts.tls().admitted(over, expected, true)));
        parts
            .connections()
            .add(
                stream,
                new LinkHandler(
                    stream, dialling, options, parts.settings().bounds(), parts.addresses()));
      }
    };
  }

  /** Counts another user; false if it is too late for one. */
  boolean share() {
    QuicChannel over = connection;
    lock.lock();
    try {
      if (closed || over == null || !over.isActive()) {
        return false;
      }
      users++;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Counts one less: a link that was not made. */
  void release() {
    release(LINGER_MILLIS);
  }

  private static long linger(StreamEnd ending) {
    return ending.isHeard() ? LINGER_MILLIS : UNHEARD_LINGER_MILLIS;
  }

  private void release(long lingerMillis) {
    QuicChannel over = connection;
    lock.lock();
    try {
      users--;
      if (users > 0 || closed) {
        return;
      }
    } finally {
      lock.unlock();
    }
    if (over != null) {
      over.eventLoop().schedule(this::closeIfUnused, lingerMillis, TimeUnit.MILLISECONDS);
    }
  }

  /** Who is at the other end, if it is admitted and is whom we expect. */
  boolean leadsTo(Optional<NodeId> expected) {
    QuicChannel over = connection;
    try {
      return over != null && parts.tls().admitted(over, expected, true) != null;
    } catch (CertificateException e) {
      return false; // a connection of its own will say why
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Closes, and waits for it, unless on its event loop. */
  void close() {
    QuicChannel over = connection;
    if (over != null && over.isActive()) {
      Closing.done(over);
      if (!over.eventLoop().inEventLoop()) {
        over.closeFuture().awaitUninterruptibly(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
    closeNow();
  }

  private void closeIfUnused() {
    lock.lock();
    try {
      if (users > 0) {
        return;
      }
      closed = true;
    } finally {
      lock.unlock();
    }
    close();
  }

  private void closeNow() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    Channel bound = socket;
    if (bound != null) {
      bound.close();
    }
  }

  /**
   * The other side is still to hear why, by this socket: not from here, where Netty may be in the
   * middle of sending and would drop it.
   */
  private void fail(Dialling dialling, Throwable cause) {
    dialling.failed(reason(cause));
    QuicChannel tried = attempt;
    if (tried == null) {
      closeNow();
    } else {
      tried.eventLoop().execute(() -> tried.close().addListener(closed -> closeNow()));
    }
  }

  /** Our own refusal if there was one, else what the other side said, else what Netty says. */
  private Throwable reason(Throwable cause) {
    QuicSslEngine used = engine;
    Optional<CertificateException> own =
        used == null ? Optional.empty() : parts.tls().refusal(used);
    Throwable heard = streams.end();
    return own.<Throwable>map(each -> each).orElse(heard == null ? cause : heard);
  }

  private QuicSslEngine engine(QuicSslContext context, QuicChannel of) {
    QuicSslEngine made = context.newEngine(of.alloc());
    attempt = of;
    engine = made;
    return made;
  }

  /** The other side opens no streams here: links are dialled by those who want them. */
  private static final class Unasked extends ChannelInitializer<QuicStreamChannel> {
    @Override
    protected void initChannel(QuicStreamChannel stream) {
      stream.close();
    }
  }
}
