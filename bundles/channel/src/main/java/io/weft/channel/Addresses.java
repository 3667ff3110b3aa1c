package io.weft.channel;

import io.netty.channel.Channel;
import java.net.URI;

/** How a transport writes the addresses of its channels. Called on event loops. */
public interface Addresses {

  /** Where this end is. */
  URI local(Channel channel);

  /** Where the other end is; only asked once the channel is connected. */
  URI remote(Channel channel);

  /** The other end of a connection that may be over already, for the log. */
  default String caller(Channel channel) {
    return channel.remoteAddress() == null ? "somebody" : remote(channel).toString();
  }
}
