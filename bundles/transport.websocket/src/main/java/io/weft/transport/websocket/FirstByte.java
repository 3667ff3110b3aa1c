package io.weft.transport.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.function.Supplier;

/** One port for both schemes: whoever begins with TLS gets TLS. */
final class FirstByte extends ByteToMessageDecoder {

  /** The type of the record that begins TLS (RFC 8446, section 5.1); no HTTP request begins so. */
  private static final int HANDSHAKE = 22;

  private final Supplier<ClientHello> tls;

  FirstByte(Supplier<ClientHello> tls) {
    this.tls = tls;
  }

  @Override
  protected void decode(ChannelHandlerContext at, ByteBuf in, List<Object> out) {
    if (in.getUnsignedByte(in.readerIndex()) == HANDSHAKE) {
      at.pipeline().addAfter(at.name(), null, tls.get());
    }
    at.pipeline().remove(this); // hands on what has come
  }
}
