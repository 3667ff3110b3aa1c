package io.weft.channel;

import io.netty.channel.Channel;
import io.weft.endpoint.HostPort;
import java.net.URI;

/** How a transport writes the addresses of its channels. Called on event loops. */
public interface Addresses {

  /** Those of a transport over IP: {@code scheme://host:port}. */
  static Addresses ofHosts(String scheme) {
    return new Addresses() {
      @Override
      public URI local(Channel channel) {
        return HostPort.uri(scheme, channel.localAddress());
      }

      @Override
      public URI remote(Channel channel) {
        return HostPort.uri(scheme, channel.remoteAddress());
      }
    };
  }

  /** Where this end is. */
  URI local(Channel channel);

  /** Where the other end is; only asked once the channel is connected. */
  URI remote(Channel channel);

  /** The other end of a connection that may be over already, for the log. */
  default String caller(Channel channel) {
    return channel.remoteAddress() == null ? "somebody" : remote(channel).toString();
  }
}
