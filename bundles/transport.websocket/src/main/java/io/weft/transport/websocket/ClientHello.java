package io.weft.transport.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslClientHelloHandler;
import io.netty.util.concurrent.Future;
import io.weft.channel.MutualTls;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks at how a caller begins TLS: nodes offer a protocol of their own and must show a
 * certificate. Everybody else is not even asked for one, because browsers would ask their user, or
 * give up; they prove themselves behind TLS.
 */
final class ClientHello extends SslClientHelloHandler<Boolean> {

  private static final String NODES = "weft";

  /** What a node that dials offers: a listener that is none may take it for a browser. */
  static final List<String> OFFERED = List.of(NODES, "http/1.1");

  /** Post-quantum key shares make some two thousand (bytes). */
  private static final int MAX_BYTES = 16 * 1024;

  /** Version and random before what varies (RFC 8446, section 4.1.2). */
  private static final int FIXED_BYTES = 2 + 32;

  /** application_layer_protocol_negotiation (RFC 7301). */
  private static final int PROTOCOLS = 16;

  private static final byte[] NODES_ASCII = NODES.getBytes(StandardCharsets.US_ASCII);

  private final MutualTls tls;
  private final Duration limit;

  ClientHello(MutualTls tls, Duration limit) {
    super(MAX_BYTES);
    this.tls = tls;
    this.limit = limit;
  }

  @Override
  protected Future<Boolean> lookup(ChannelHandlerContext at, @Nullable ByteBuf hello) {
    return at.executor().newSucceededFuture(hello != null && isOfNode(hello.duplicate()));
  }

  @Override
  protected void onLookupComplete(ChannelHandlerContext at, Future<Boolean> node) throws Exception {
    if (!node.isSuccess()) {
      throw new DecoderException("a TLS handshake that is none", node.cause());
    }
    at.pipeline()
        .replace(
            this,
            null,
            Boolean.TRUE.equals(node.getNow())
                ? tls.accepting(at.alloc(), limit)
                : tls.acceptingAnyone(at.alloc(), limit));
  }

  /** Whether a node sends this; what is cut off or odd is for TLS to refuse. */
  static boolean isOfNode(ByteBuf hello) {
    try {
      hello.skipBytes(FIXED_BYTES);
      hello.skipBytes(hello.readUnsignedByte()); // session
      hello.skipBytes(hello.readUnsignedShort()); // cipher suites
      hello.skipBytes(hello.readUnsignedByte()); // compression
      ByteBuf extensions = hello.readSlice(hello.readUnsignedShort());
      while (extensions.isReadable()) {
        int type = extensions.readUnsignedShort();
        ByteBuf extension = extensions.readSlice(extensions.readUnsignedShort());
        if (type == PROTOCOLS) {
          return names(extension.readSlice(extension.readUnsignedShort()));
        }
      }
      return false;
    } catch (IndexOutOfBoundsException e) {
      return false;
    }
  }

  private static boolean names(ByteBuf protocols) {
    while (protocols.isReadable()) {
      ByteBuf name = protocols.readSlice(protocols.readUnsignedByte());
      if (name.equals(Unpooled.wrappedBuffer(NODES_ASCII))) {
        return true;
      }
    }
    return false;
  }
}
