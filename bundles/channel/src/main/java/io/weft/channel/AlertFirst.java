package io.weft.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Lets the alert of a failed handshake arrive. In TLS 1.3 a client may have sent frames by the time
 * it is refused; closing the socket with those unread makes the system send a reset, which can take
 * the alert with it, and the client would not learn why. So: FIN, then read on and drop, within
 * bounds. Stands before the TLS handler until the handshake is done.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what matters of these is told to the pipeline
public final class AlertFirst extends ChannelDuplexHandler {

  /** How long a refused peer has to close its end (milliseconds): a slow round trip. */
  private static final long LINGER_MILLIS = 500;

  /** What is dropped before the patience ends (bytes): a full window of a fast sender. */
  private static final long LINGER_BYTES = 1 << 20;

  private boolean closing;
  private long dropped;

  @Override
  public void close(ChannelHandlerContext at, ChannelPromise promise) {
    if (!at.channel().isActive()) {
      at.close(promise);
      return;
    }
    at.channel().closeFuture().addListener(closed -> promise.trySuccess());
    if (closing) {
      return;
    }
    closing = true;
    ((DuplexChannel) at.channel()).shutdownOutput();
    at.executor().schedule(() -> at.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext at, Object message) {
    if (!closing) {
      at.fireChannelRead(message);
      return;
    }
    dropped += ((ByteBuf) message).readableBytes();
    ReferenceCountUtil.release(message);
    if (dropped > LINGER_BYTES) {
      at.close();
    }
  }
}
