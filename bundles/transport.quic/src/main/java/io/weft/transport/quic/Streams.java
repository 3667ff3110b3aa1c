package io.weft.transport.quic;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * At the connection's own pipeline: tells its streams why it ends, which they would not hear, and
 * keeps it for whoever waits for the handshake. On the connection's event loop only.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what matters of these is told to the pipeline
final class Streams extends ChannelInboundHandlerAdapter {

  private final Set<QuicStreamChannel> open = new LinkedHashSet<>();
  private @Nullable Throwable end;

  /** A stream was opened, by either side. */
  void add(QuicStreamChannel stream) {
    open.add(stream);
    stream.closeFuture().addListener(closed -> open.remove(stream));
  }

  /** Why the connection ended, as far as it was told. */
  @Nullable Throwable end() {
    return end;
  }

  /** Ends the connection from here, and says why. */
  void end(QuicChannel connection, String reason) {
    ended(new IOException(reason));
    Closing.givenUp(connection, reason);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext at, Object event) {
    if (event instanceof QuicConnectionCloseEvent heard) {
      ended(Closing.meaning(heard));
      at.close(); // quiche would keep it for what the network may still hold
    } else if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
      ended(handshake.cause());
    }
    at.fireUserEventTriggered(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
    ended(cause);
  }

  private void ended(Throwable cause) {
    if (end == null) {
      end = cause;
      for (QuicStreamChannel stream : List.copyOf(open)) {
        stream.pipeline().fireExceptionCaught(cause);
      }
    }
  }
}
