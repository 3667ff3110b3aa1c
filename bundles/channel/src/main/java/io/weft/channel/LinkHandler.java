package io.weft.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.weft.endpoint.Reasons;
import io.weft.node.NodeId;
import io.weft.transport.LinkOptions;
import io.weft.transport.LinkProtocolException;
import io.weft.transport.Protection;
import io.weft.transport.Receiver;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A link's half on the event loop, from the handshake to the end: opens it, cuts frames, drains the
 * send queue, and says once why it closed.
 *
 * <p>A link that is asked to close sends what is waiting, then TLS's goodbye if there is TLS, and
 * FIN, and reads on until the other side has closed too: closing a socket with unread bytes in it
 * makes the system send a reset, which can overtake what was sent (RFC 1122, section 4.2.2.13).
 */
@SuppressWarnings("FutureReturnValueIgnored") // what matters of these is told to the pipeline
public final class LinkHandler extends ChannelInboundHandlerAdapter {

  /** Who waits for the link. Called on the event loop, one of the two and once. */
  public interface Opening {
    /** The handshake is done. Returns what receives the frames, or null if nobody wants it now. */
    @Nullable Receiver opened(ChannelLink link);

    /** There will be no link; the channel closes. */
    void failed(Throwable cause);
  }

  /**
   * A link that was closed waits for so long at a time (milliseconds), while in each such time some
   * of what was sent before has left, or something has come.
   */
  static final long CLOSE_MILLIS = 3_000;

  /** And so many times: whoever takes a little now and then does not hold it for ever. */
  private static final int CLOSE_TIMES = 5;

  private static final Logger LOG = LoggerFactory.getLogger(LinkHandler.class);

  private final Opening opening;
  private final LinkOptions options;
  private final ChannelBounds bounds;
  private final Addresses addresses;
  private final Channel channel;

  private @Nullable ChannelHandlerContext context;
  private @Nullable SendQueue queue;
  private @Nullable FrameReader reader;
  private @Nullable ChannelLink link;
  private @Nullable Receiver receiver;
  private @Nullable IOException failure;
  private @Nullable ScheduledFuture<?> deadline;
  private boolean ended;
  private boolean asked;
  private boolean progress;
  private boolean goodbyeSaid;
  private boolean goodbyeHeard;
  private boolean anyFrame;
  private int framesRead;
  private boolean smallRead;
  private boolean resting;
  private long restsUntilNanos;

  /**
   * A link's half for this channel, to be added at the end of its pipeline.
   *
   * @param options with {@code secured}, the link opens when the pipeline says who the peer is: by
   *     TLS or {@link PeerProven}; without, when the channel is active
   */
  public LinkHandler(
      Channel channel,
      Opening opening,
      LinkOptions options,
      ChannelBounds bounds,
      Addresses addresses) {
    this.channel = channel;
    this.opening = opening;
    this.options = options;
    this.bounds = bounds;
    this.addresses = addresses;
  }

  /** Closes after what was sent has left. On every thread. */
  void finish() {
    SendQueue waiting = queue;
    if (waiting != null && waiting.shut()) {
      onLoop(
          () -> {
            if (channel.isActive()) {
              asked = true;
              awaitEnd(CLOSE_TIMES);
              waiting.drain();
            }
          });
    }
  }

  private void awaitEnd(int times) {
    progress = false;
    deadline =
        channel
            .eventLoop()
            .schedule(
                () -> {
                  if (progress && times > 1) {
                    awaitEnd(times - 1);
                  } else {
                    cut();
                  }
                },
                CLOSE_MILLIS,
                TimeUnit.MILLISECONDS);
  }

  /** Closes without regard to what is waiting. On every thread. */
  void abandon(String reason) {
    onLoop(() -> fail(new IOException(reason)));
  }

  /** Reads nothing more for a while. On every thread. */
  void rest(Duration howLong) {
    long until = System.nanoTime() + howLong.toNanos();
    if (channel.eventLoop().inEventLoop()) {
      restUntil(until);
    } else {
      onLoop(() -> restUntil(until));
    }
  }

  private void restUntil(long nanos) {
    if (!resting) {
      resting = true;
      restsUntilNanos = nanos;
      channel.config().setAutoRead(false);
      readAgain();
    } else if (nanos - restsUntilNanos > 0) {
      restsUntilNanos = nanos;
    }
  }

  private void readAgain() {
    long left = restsUntilNanos - System.nanoTime();
    if (left > 0 && !channel.eventLoop().isShuttingDown()) {
      channel.eventLoop().schedule(this::readAgain, left, TimeUnit.NANOSECONDS);
    } else {
      resting = false;
      channel.config().setAutoRead(true);
    }
  }

  /** Closes the socket as it is: no goodbye, nothing more is sent. On the loop. */
  void cut() {
    channel.unsafe().close(channel.unsafe().voidPromise());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  public void channelActive(ChannelHandlerContext active) {
    if (!options.secured()) {
      open(active, Optional.empty());
    }
    active.fireChannelActive();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext at, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (!handshake.isSuccess()) {
        failOpening(handshake.cause());
        return;
      }
      try {
        open(at, Optional.of(new PeerProven(provenPeer(at), Protection.TLS)));
      } catch (SSLPeerUnverifiedException | CertificateException e) {
        failOpening(e);
        cut();
      }
    } else if (event instanceof PeerProven proven) {
      open(at, Optional.of(proven));
    } else if (event == SslCloseCompletionEvent.SUCCESS || event == Farewell.Event.HEARD) {
      goodbyeHeard = true;
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext at, Object message) {
    ByteBuf batch = (ByteBuf) message;
    progress = true;
    SendQueue answers = queue;
    FrameReader frames = reader;
    try {
      if (answers != null && frames != null && failure == null) {
        answers.reading();
        frames.read(batch);
      }
    } catch (LinkProtocolException e) {
      fail(e);
    } catch (RuntimeException | Error e) { // whatever the receiver did, only its link suffers
      LOG.warn("The receiver of {} failed at a frame; the link is closed: {}", link, e.toString());
      fail(new LinkProtocolException("a frame could not be handled: " + e));
    } finally {
      ReferenceCountUtil.release(batch);
    }
    EventLoops.letCallsRun();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext at) {
    SendQueue answers = queue;
    if (smallRead) {
      smallRead = false;
      EventLoops.smallReceived();
    }
    if (answers != null) {
      answers.read(framesRead);
      framesRead = 0;
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext at) {
    SendQueue waiting = queue;
    progress = true;
    if (waiting != null && channel.isWritable()) {
      waiting.drain();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
    if (link == null) {
      failOpening(cause);
      at.close();
    } else if (cause instanceof LinkProtocolException broken) {
      fail(broken);
    } else if (failure == null) {
      fail(Reasons.lost(link.remote(), cause, anyFrame));
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext at) {
    failOpening(new ClosedChannelException());
    if (deadline != null) {
      deadline.cancel(false);
    }
    if (queue != null) {
      queue.release();
    }
    if (reader != null) {
      reader.release();
    }
    tellClosed();
  }

  private void open(ChannelHandlerContext at, Optional<PeerProven> peer) {
    if (ended) {
      return;
    }
    URI local = addresses.local(channel);
    URI remote = addresses.remote(channel);
    long bound = Math.max(bounds.sendBoundBytes(), 4L * options.maxFrameBytes());
    SendQueue sending =
        new SendQueue(at, remote, bounds.sendHighWaterBytes(), bound, this::goodbye);
    queue = sending;
    ChannelLink opened =
        new ChannelLink(this, sending, options.maxFrameBytes(), peer, local, remote);
    link = opened;
    ended = true;
    if (at.pipeline().get(AlertFirst.class) != null) {
      at.pipeline().remove(AlertFirst.class);
    }
    Receiver frames = null;
    try {
      frames = opening.opened(opened);
    } catch (RuntimeException | Error e) { // whatever the acceptor did, only its link suffers
      LOG.warn("The acceptor of {} failed; the link is closed: {}", opened, e.toString());
    }
    if (frames == null) {
      cut();
      return;
    }
    Receiver to = frames;
    receiver = to;
    reader =
        new FrameReader(
            channel.alloc(),
            LargeRooms.of(channel.eventLoop()),
            options.maxFrameBytes(),
            remote,
            view -> deliver(to, opened, view));
  }

  /** See {@link ChannelLink#holdFrame}. On the loop, while a frame is delivered. */
  Optional<Runnable> holdFrame() {
    FrameReader frames = reader;
    return frames == null || !channel.eventLoop().inEventLoop() ? Optional.empty() : frames.hold();
  }

  private void deliver(Receiver to, ChannelLink from, ByteBuffer view) {
    anyFrame = true;
    framesRead++;
    smallRead |= view.remaining() < CallsBeside.SMALL_BELOW_BYTES;
    to.frame(from, view);
  }

  /** Everything has been handed over after the link was closed: say so, and that it is all. */
  private void goodbye() {
    if (goodbyeSaid || context == null) {
      return;
    }
    goodbyeSaid = true;
    progress = true;
    Farewell farewell = context.pipeline().get(Farewell.class);
    if (farewell != null) {
      farewell.sayGoodbye();
    }
    ChannelFutureListener fin =
        sent -> {
          progress = true;
          ((DuplexChannel) channel).shutdownOutput();
        };
    SslHandler tls = context.pipeline().get(SslHandler.class);
    if (tls != null) {
      tls.closeOutbound().addListener(fin);
    } else {
      context.writeAndFlush(channel.alloc().buffer(0)).addListener(fin);
    }
  }

  private void fail(IOException cause) {
    if (failure == null) {
      failure = cause;
    }
    if (queue != null) {
      queue.shut();
    }
    cut();
  }

  private void failOpening(Throwable cause) {
    if (!ended) {
      ended = true;
      opening.failed(cause);
    }
  }

  private void tellClosed() {
    ChannelLink closed = link;
    Receiver told = receiver;
    receiver = null;
    if (closed == null || told == null) {
      return;
    }
    Optional<IOException> cause = asked ? Optional.empty() : Optional.of(reason(closed));
    try {
      told.closed(closed, cause);
    } catch (RuntimeException | Error e) { // the loop serves other links too
      LOG.warn("The receiver of {} failed when it was closed: {}", closed, e.toString());
    }
  }

  private IOException reason(ChannelLink closed) {
    return failure != null
        ? failure
        : Reasons.ended(closed.remote(), goodbyeHeard || !saysGoodbye(closed));
  }

  /** Only TLS tells a peer that closed from one that was cut off (RFC 8446, section 6.1). */
  private static boolean saysGoodbye(ChannelLink closed) {
    return closed.protection() == Protection.TLS;
  }

  private static NodeId provenPeer(ChannelHandlerContext at)
      throws SSLPeerUnverifiedException, CertificateException {
    return at.pipeline().get(PeerTls.class).peer();
  }

  private void onLoop(Runnable task) {
    try {
      channel.eventLoop().execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("The loop of {} is closed, and the link with it", link);
    }
  }
}
