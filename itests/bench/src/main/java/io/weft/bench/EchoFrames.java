package io.weft.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Raw Netty's server: frames go back as they came, one flush for all that was read together. A
 * frame of a {@link BulkStream} is answered with a byte.
 */
final class EchoFrames extends ChannelInboundHandlerAdapter {

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf frame = (ByteBuf) message;
    if (frame.readableBytes() < BulkStream.FRAME_BYTES) {
      context.write(frame, context.voidPromise());
      return;
    }
    frame.release();
    ByteBuf answer = context.alloc().directBuffer(NettyContender.HEADER_BYTES + 1);
    context.write(answer.writeInt(1).writeByte(1), context.voidPromise());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.flush();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
