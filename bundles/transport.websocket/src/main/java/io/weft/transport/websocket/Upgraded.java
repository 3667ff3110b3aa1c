package io.weft.transport.websocket;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.weft.channel.Greeter;
import io.weft.channel.PeerProven;
import io.weft.channel.Proving;
import io.weft.node.NodeId;
import io.weft.transport.LinkOptions;
import io.weft.transport.Protection;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What follows when a connection has become a WebSocket. A node that showed its certificate to TLS
 * is known by it; everybody else greets, signed, behind TLS or on loopback.
 *
 * @param greeting makes the proofs of a greeting
 */
record Upgraded(LinkOptions options, Supplier<Proving> greeting) {

  /** What greetings are signed for. */
  static final String GREETING = "websocket";

  private static final int LENGTH_BYTES = Integer.BYTES;

  /** What is taken of the other side's frames. */
  WebSocketDecoderConfig decoding(boolean masked) {
    int largest = Math.max(MessageBytes.MAX_SENT_BYTES, options.maxFrameBytes() + LENGTH_BYTES);
    return WebSocketDecoderConfig.newBuilder()
        .maxFramePayloadLength(largest)
        .expectMaskedFrames(masked)
        .allowMaskMismatch(false)
        .allowExtensions(false)
        .closeOnProtocolViolation(false)
        .withUTF8Validator(false)
        .build();
  }

  /**
   * Takes the place of the handler that has asked for, or granted, the upgrade.
   *
   * @param proven whom TLS has proven, or null
   * @param tls whether there is TLS below
   */
  void begin(ChannelHandlerContext at, @Nullable NodeId proven, boolean tls) {
    MessageBytes bytes = new MessageBytes();
    ChannelHandler asking = at.handler();
    at.pipeline().addAfter(at.name(), null, bytes);
    ChannelHandlerContext behind = at.pipeline().context(bytes);
    Protection protection = tls ? Protection.TLS : Protection.NONE;
    if (options.secured() && proven == null) {
      at.pipeline()
          .addAfter(
              behind.name(),
              null,
              new Greeter(greeting.get(), protection, options.handshakeTimeout()));
    }
    at.pipeline().remove(asking);
    if (options.secured() && proven != null) {
      behind.fireUserEventTriggered(new PeerProven(proven, protection));
    } else {
      behind.fireChannelActive();
    }
  }
}
