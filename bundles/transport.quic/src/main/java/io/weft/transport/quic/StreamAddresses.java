package io.weft.transport.quic;

import io.netty.channel.Channel;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.weft.channel.Addresses;
import io.weft.endpoint.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.channels.DatagramChannel;
import java.util.Optional;

/** Writes a stream's addresses: those of the connection's socket, as they are now. */
final class StreamAddresses implements Addresses {

  @Override
  public URI local(Channel channel) {
    QuicChannel connection = ((QuicStreamChannel) channel).parent();
    InetSocketAddress bound = (InetSocketAddress) connection.localSocketAddress();
    return HostPort.uri(
        QuicTransport.SCHEME,
        bound.getAddress().isAnyLocalAddress()
            ? new InetSocketAddress(
                routed(connection.remoteSocketAddress()).orElse(bound.getAddress()),
                bound.getPort())
            : bound);
  }

  /**
   * The address from which the system sends there. A socket that may follow the machine into
   * another network is bound to none; nothing is sent to find it out.
   */
  private static Optional<InetAddress> routed(SocketAddress remote) {
    try (DatagramChannel probe = DatagramChannel.open()) {
      probe.connect(remote);
      return Optional.of(((InetSocketAddress) probe.getLocalAddress()).getAddress());
    } catch (IOException e) {
      return Optional.empty();
    }
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
