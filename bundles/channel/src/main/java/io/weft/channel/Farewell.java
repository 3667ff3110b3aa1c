package io.weft.channel;

import io.netty.channel.ChannelHandler;

/**
 * A handler in the pipeline whose protocol has a goodbye of its own, before those of TLS and of the
 * socket. It fires {@link Event#HEARD} when the other side says it. On the event loop.
 */
public interface Farewell extends ChannelHandler {

  /** What it tells the link behind it. */
  enum Event {
    /** The other side has said goodbye: it sends nothing more. */
    HEARD
  }

  /** Everything has been sent: writes the goodbye and flushes it. */
  void sayGoodbye();
}
