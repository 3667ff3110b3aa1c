package io.weft.transport.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.weft.channel.Farewell;
import io.weft.transport.LinkProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket as a stream of bytes: what is in binary messages, however they are cut, is what a
 * socket would have brought, so that a fragment is never kept to wait for the next. Answers pings,
 * and says goodbye by a close frame.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what matters of these is told to the pipeline
final class MessageBytes extends ChannelDuplexHandler implements Farewell {

  /** Largest message that is sent (bytes): four TLS records, and a receiver copies it once. */
  static final int MAX_SENT_BYTES = 64 * 1024;

  private @Nullable ChannelHandlerContext context;
  private boolean closeSent;
  private boolean over;

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  public void channelRead(ChannelHandlerContext at, Object message) {
    if (over) {
      ReferenceCountUtil.release(message);
      return;
    }
    if (message instanceof BinaryWebSocketFrame || message instanceof ContinuationWebSocketFrame) {
      at.fireChannelRead(((WebSocketFrame) message).content());
      return;
    }
    try {
      if (message instanceof PingWebSocketFrame ping) {
        answer(at, ping);
      } else if (message instanceof CloseWebSocketFrame close) {
        closed(at, close);
      } else if (!(message instanceof PongWebSocketFrame)) {
        refuse(at, WebSocketCloseStatus.INVALID_MESSAGE_TYPE, "frames come in binary messages");
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void write(ChannelHandlerContext at, Object message, ChannelPromise promise) {
    if (!(message instanceof ByteBuf bytes) || !bytes.isReadable()) {
      at.write(message, promise);
      return;
    }
    while (bytes.readableBytes() > MAX_SENT_BYTES) {
      at.write(
          new BinaryWebSocketFrame(bytes.readRetainedSlice(MAX_SENT_BYTES)),
          at.channel().voidPromise());
    }
    at.write(new BinaryWebSocketFrame(bytes), promise);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
    if (cause instanceof CorruptedWebSocketFrameException broken) {
      refuse(at, broken.closeStatus(), String.valueOf(broken.getMessage()));
    } else {
      at.fireExceptionCaught(cause);
    }
  }

  @Override
  public void sayGoodbye() {
    if (context != null) {
      sayClose(context, WebSocketCloseStatus.NORMAL_CLOSURE, "");
    }
  }

  /** One answer at a time: who does not read the pongs gets no more of them (RFC 6455, 5.5.3). */
  private static void answer(ChannelHandlerContext at, PingWebSocketFrame ping) {
    if (at.channel().isWritable()) {
      at.writeAndFlush(new PongWebSocketFrame(ping.content().retain()), at.channel().voidPromise());
    }
  }

  private void closed(ChannelHandlerContext at, CloseWebSocketFrame close) {
    over = true;
    at.fireUserEventTriggered(Farewell.Event.HEARD);
    int code = close.statusCode();
    sayClose(
        at,
        code < 0 ? WebSocketCloseStatus.NORMAL_CLOSURE : WebSocketCloseStatus.valueOf(code),
        "");
    at.close();
  }

  private void refuse(ChannelHandlerContext at, WebSocketCloseStatus status, String why) {
    over = true;
    sayClose(at, status, why);
    at.fireExceptionCaught(
        new LinkProtocolException(
            "not what a WebSocket of a node brings (" + status.code() + "): " + why));
  }

  private void sayClose(ChannelHandlerContext at, WebSocketCloseStatus status, String why) {
    if (!closeSent && at.channel().isActive()) {
      closeSent = true;
      at.writeAndFlush(new CloseWebSocketFrame(status, why), at.channel().voidPromise());
    }
  }
}
