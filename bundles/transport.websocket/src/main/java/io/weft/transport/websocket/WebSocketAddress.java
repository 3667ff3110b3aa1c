package io.weft.transport.websocket;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.weft.channel.Addresses;
import io.weft.endpoint.HostPort;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Locale;

/**
 * An address of this transport: {@code wss://host:port/weft}, or {@code ws://host:port/weft} on
 * loopback, without TLS.
 *
 * @param tls whether it is {@code wss}
 */
record WebSocketAddress(boolean tls, HostPort place) {

  static final String PLAIN = "ws";
  static final String SECURED = "wss";

  /** Where links are made; files for browsers lie below it. */
  static final String PATH = "/weft";

  /**
   * Reads an address.
   *
   * @throws IllegalArgumentException if it has another form; the message shows the form
   */
  static WebSocketAddress of(URI address) {
    String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    boolean ours = scheme.equals(PLAIN) || scheme.equals(SECURED);
    if (!ours || !PATH.equals(address.getRawPath()) || address.getRawQuery() != null) {
      throw malformed(address);
    }
    try {
      URI bare = URI.create(scheme + "://" + address.getRawAuthority());
      return new WebSocketAddress(scheme.equals(SECURED), HostPort.of(scheme, bare));
    } catch (IllegalArgumentException e) {
      throw malformed(address);
    }
  }

  /** How channels are written that may have TLS in their pipeline. */
  static Addresses ofChannels() {
    return new Addresses() {
      @Override
      public URI local(Channel channel) {
        return uri(channel, channel.localAddress());
      }

      @Override
      public URI remote(Channel channel) {
        return uri(channel, channel.remoteAddress());
      }

      private URI uri(Channel channel, SocketAddress at) {
        return WebSocketAddress.uri(channel.pipeline().get(SslHandler.class) != null, at);
      }
    };
  }

  /** How channels of this scheme are written. */
  static Addresses ofChannels(boolean tls) {
    return new Addresses() {
      @Override
      public URI local(Channel channel) {
        return uri(tls, channel.localAddress());
      }

      @Override
      public URI remote(Channel channel) {
        return uri(tls, channel.remoteAddress());
      }
    };
  }

  /** Whether the socket is this machine's own, and reached by nobody else. */
  static boolean isLoopback(SocketAddress address) {
    return address instanceof InetSocketAddress socket
        && socket.getAddress() != null
        && socket.getAddress().isLoopbackAddress();
  }

  URI uri() {
    return URI.create(place + PATH);
  }

  private static URI uri(boolean tls, SocketAddress at) {
    return URI.create(HostPort.uri(tls ? SECURED : PLAIN, at) + PATH);
  }

  private static IllegalArgumentException malformed(URI address) {
    return new IllegalArgumentException(
        "not an address of the transport websocket: "
            + address
            + " (wss://host:port/weft is expected, or ws://127.0.0.1:port/weft on loopback)");
  }
}
