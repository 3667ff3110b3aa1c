package io.weft.transport.quic;

import io.netty.channel.Channel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.weft.channel.Addresses;
import io.weft.channel.HostPort;
import java.net.SocketAddress;
import java.net.URI;

/** Writes a stream's addresses: those of the connection's socket, as they are now. */
final class StreamAddresses implements Addresses {

  @Override
  public URI local(Channel channel) {
    return HostPort.uri(
        QuicTransport.SCHEME, ((QuicStreamChannel) channel).parent().localSocketAddress());
  }

  @Override
  public URI remote(Channel channel) {
    return HostPort.uri(
        QuicTransport.SCHEME, ((QuicStreamChannel) channel).parent().remoteSocketAddress());
  }

  @Override
  public String caller(Channel channel) {
    return caller(((QuicStreamChannel) channel).parent().remoteSocketAddress());
  }

  /** For the log: a socket's address, or that there is none any more. */
  static String caller(SocketAddress remote) {
    return remote == null ? "somebody" : HostPort.uri(QuicTransport.SCHEME, remote).toString();
  }
}
