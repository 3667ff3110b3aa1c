package io.weft.transport.websocket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker13;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.weft.channel.PeerTls;
import io.weft.node.NodeId;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Asks the other side to make the connection a WebSocket. */
@SuppressWarnings("FutureReturnValueIgnored") // what matters of these is told to the pipeline
final class Knock extends SimpleChannelInboundHandler<FullHttpResponse> {

  /**
   * A mask keeps scripts of browsers from choosing the bytes that a proxy sees (RFC 6455, section
   * 10.3). Nodes run no scripts, and behind TLS no proxy sees anything: the mask that costs
   * nothing.
   */
  private static final int MASK = 0;

  /** How much of a refusal is shown (characters). */
  private static final int SHOWN = 200;

  private final Upgraded upgraded;
  private final boolean tls;
  private final WebSocketClientHandshaker13 handshaker;
  private @Nullable NodeId proven;

  Knock(URI address, boolean tls, Upgraded upgraded) {
    this.upgraded = upgraded;
    this.tls = tls;
    int largest = upgraded.decoding(false).maxFramePayloadLength();
    handshaker =
        new WebSocketClientHandshaker13(
            address,
            WebSocketVersion.V13,
            null,
            false,
            EmptyHttpHeaders.INSTANCE,
            largest,
            true,
            false) {
          /** Without an origin: that is what pages of browsers have. */
          @Override
          protected FullHttpRequest newHandshakeRequest() {
            FullHttpRequest request = super.newHandshakeRequest();
            request.headers().remove(HttpHeaderNames.ORIGIN);
            return request;
          }

          @Override
          protected WebSocketFrameEncoder newWebSocketEncoder() {
            return new WebSocket13FrameEncoder(() -> MASK);
          }

          @Override
          protected WebSocketFrameDecoder newWebsocketDecoder() {
            return new WebSocket13FrameDecoder(upgraded.decoding(false));
          }
        };
  }

  /** The link behind is told when there is a WebSocket. */
  @Override
  public void channelActive(ChannelHandlerContext at) {
    if (!tls) {
      knock(at);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext at, Object event)
      throws SSLPeerUnverifiedException, CertificateException {
    if (!(event instanceof SslHandshakeCompletionEvent handshake)) {
      at.fireUserEventTriggered(event);
    } else if (handshake.isSuccess()) {
      proven = at.pipeline().get(PeerTls.class).peer();
      knock(at);
    } else {
      at.fireUserEventTriggered(event);
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext at, FullHttpResponse response)
      throws IOException {
    if (!response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
      throw new IOException(
          "whoever listens there answers \"" + response.status() + "\"" + said(response));
    }
    try {
      handshaker.finishHandshake(at.channel(), response);
    } catch (WebSocketHandshakeException e) {
      throw new IOException("whoever listens there speaks no WebSocket: " + e.getMessage(), e);
    }
    upgraded.begin(at, proven, tls);
  }

  private void knock(ChannelHandlerContext at) {
    handshaker
        .handshake(at.channel())
        .addListener(
            asked -> {
              if (!asked.isSuccess()) {
                at.fireExceptionCaught(asked.cause());
              }
            });
  }

  private static String said(FullHttpResponse response) {
    String text = response.content().toString(StandardCharsets.UTF_8);
    String line = text.replaceAll("\\p{Cntrl}", " ").strip();
    return line.isEmpty() ? "" : ": " + line.substring(0, Math.min(SHOWN, line.length()));
  }
}
