package io.weft.transport.quic;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;

/**
 * Makes a stream end as a connection of TLS does: its FIN is the other side's goodbye, and this
 * side closes, too. A stream that is closed here while the other end still sends asks it to stop.
 * On the event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what matters of these is told to the pipeline
final class StreamEnd extends ChannelInboundHandlerAdapter {

  private boolean heard;

  /** Whether the other side has sent its FIN, and so has read ours or had nothing to wait for. */
  boolean isHeard() {
    return heard;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext at) {
    QuicStreamChannel stream = (QuicStreamChannel) at.channel();
    stream
        .closeFuture()
        .addListener(
            closed -> {
              if (!stream.isInputShutdown()) {
                stream.shutdownInput(0);
              }
            });
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext at, Object event) {
    if (event == ChannelInputShutdownReadComplete.INSTANCE) {
      heard = true;
      at.fireUserEventTriggered(SslCloseCompletionEvent.SUCCESS);
      at.close();
    } else {
      at.fireUserEventTriggered(event);
    }
  }
}
