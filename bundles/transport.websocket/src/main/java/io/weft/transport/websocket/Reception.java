package io.weft.transport.websocket;

import static io.netty.handler.codec.http.HttpHeaderNames.CONNECTION;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;
import static io.netty.handler.codec.http.HttpHeaderNames.ORIGIN;
import static io.netty.handler.codec.http.HttpHeaderNames.SEC_WEBSOCKET_VERSION;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.ScheduledFuture;
import io.weft.channel.PeerTls;
import io.weft.node.NodeId;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * Answers the one HTTP request of a connection: makes it a WebSocket, hands out the client for
 * browsers, or says what is wrong and closes. Until then nothing behind it hears of the connection.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what matters of these is told to the pipeline
final class Reception extends SimpleChannelInboundHandler<FullHttpRequest> {

  private final Upgraded upgraded;
  private final Origins origins;
  private final ClientFiles files;
  private @Nullable NodeId proven;
  private @Nullable ScheduledFuture<?> deadline;
  private boolean answered;

  Reception(Upgraded upgraded, Origins origins, ClientFiles files) {
    this.upgraded = upgraded;
    this.origins = origins;
    this.files = files;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext at) {
    long nanos = upgraded.options().handshakeTimeout().toNanos();
    deadline = at.executor().schedule(() -> late(at), nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext at) {
    if (deadline != null) {
      deadline.cancel(false);
    }
  }

  /** The link behind is told when there is a WebSocket. */
  @Override
  public void channelActive(ChannelHandlerContext at) {}

  @Override
  public void userEventTriggered(ChannelHandlerContext at, Object event)
      throws CertificateException {
    if (!(event instanceof SslHandshakeCompletionEvent handshake)) {
      at.fireUserEventTriggered(event);
    } else if (handshake.isSuccess()) {
      proven = shownTo(at.pipeline().get(PeerTls.class));
    } else {
      answered = true;
      at.fireUserEventTriggered(event);
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext at, FullHttpRequest request) {
    if (answered) {
      return;
    }
    answered = true;
    boolean tls = at.pipeline().get(SslHandler.class) != null;
    String path = request.uri();
    if (request.decoderResult().isFailure()) {
      say(at, HttpResponseStatus.BAD_REQUEST, "this is no HTTP request that is understood here");
    } else if (!tls && !isLocal(at)) {
      say(at, HttpResponseStatus.FORBIDDEN, "without TLS this is for loopback only; use wss");
    } else if (path.equals(WebSocketAddress.PATH)) {
      upgrade(at, request, tls);
    } else {
      hand(at, request, files.at(path));
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
    answered = true;
    at.fireExceptionCaught(cause);
  }

  private void upgrade(ChannelHandlerContext at, FullHttpRequest request, boolean tls) {
    String origin = request.headers().get(ORIGIN);
    if (!HttpMethod.GET.equals(request.method())
        || !request.headers().containsValue(CONNECTION, HttpHeaderValues.UPGRADE, true)
        || !request
            .headers()
            .containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
      say(at, HttpResponseStatus.UPGRADE_REQUIRED, "this address is for WebSockets");
    } else if (!"13".equals(request.headers().get(SEC_WEBSOCKET_VERSION))) {
      say(at, HttpResponseStatus.UPGRADE_REQUIRED, "WebSocket version 13 (RFC 6455) is expected");
    } else if (!hasKey(request)) {
      say(at, HttpResponseStatus.BAD_REQUEST, "the Sec-WebSocket-Key is missing, or is none");
    } else if (origin != null && !origins.allow(origin)) {
      String why =
          "pages of "
              + shown(origin)
              + " may not make links; if they should, name it in allowed_origins of "
              + WebSocketComponent.PID;
      say(at, HttpResponseStatus.FORBIDDEN, why);
      at.fireExceptionCaught(new CertificateException(why));
    } else {
      new WebSocketServerHandshaker13(WebSocketAddress.PATH, null, upgraded.decoding(true))
          .handshake(at.channel(), request, EmptyHttpHeaders.INSTANCE, at.newPromise())
          .addListener(
              done -> {
                if (done.isSuccess() && !at.isRemoved()) {
                  upgraded.begin(at, proven, tls);
                } else if (!done.isSuccess()) {
                  at.fireExceptionCaught(done.cause());
                }
              });
    }
  }

  private static boolean hasKey(FullHttpRequest request) {
    String key = request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_KEY);
    return key != null && key.matches("[A-Za-z0-9+/]{22}==");
  }

  private void hand(ChannelHandlerContext at, FullHttpRequest request, Optional<ByteBuf> file) {
    if (file.isEmpty()) {
      say(at, HttpResponseStatus.NOT_FOUND, "there is nothing here but /weft and /weft/client.js");
    } else if (!HttpMethod.GET.equals(request.method())) {
      file.get().release();
      say(at, HttpResponseStatus.METHOD_NOT_ALLOWED, "this file can only be had by GET");
    } else {
      answer(at, HttpResponseStatus.OK, "text/javascript; charset=utf-8", file.get());
    }
  }

  private static void say(ChannelHandlerContext at, HttpResponseStatus status, String text) {
    answer(
        at,
        status,
        "text/plain; charset=utf-8",
        ByteBufUtil.writeUtf8(at.alloc(), "weft: " + text + "\n"));
  }

  /** The client holds no secret, so pages of every site may load it. */
  private static void answer(
      ChannelHandlerContext at, HttpResponseStatus status, String type, ByteBuf body) {
    FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
    response
        .headers()
        .set(CONTENT_TYPE, type)
        .set(CONNECTION, HttpHeaderValues.CLOSE)
        .set(HttpHeaderNames.CACHE_CONTROL, "no-cache")
        .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
        .set("x-content-type-options", "nosniff")
        .set("cross-origin-resource-policy", "cross-origin");
    if (status.equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
      response.headers().set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
      response.headers().set(SEC_WEBSOCKET_VERSION, "13");
    }
    HttpUtil.setContentLength(response, body.readableBytes());
    at.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  private static boolean isLocal(ChannelHandlerContext at) {
    return WebSocketAddress.isLoopback(at.channel().remoteAddress())
        && WebSocketAddress.isLoopback(at.channel().localAddress());
  }

  /** Who showed a certificate to TLS, which has asked whether it is admitted; null if nobody. */
  private static @Nullable NodeId shownTo(@Nullable PeerTls tls) throws CertificateException {
    try {
      return tls == null ? null : tls.peer();
    } catch (SSLPeerUnverifiedException e) {
      return null;
    }
  }

  private void late(ChannelHandlerContext at) {
    if (!at.isRemoved() && at.channel().isActive()) {
      answered = true;
      long millis = upgraded.options().handshakeTimeout().toMillis();
      at.fireExceptionCaught(new ConnectTimeoutException("no request within " + millis + " ms"));
    }
  }

  private static String shown(String origin) {
    String line = origin.replaceAll("\\p{Cntrl}", " ");
    return line.length() > 100 ? line.substring(0, 100) + "…" : line;
  }
}
