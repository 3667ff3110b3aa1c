package io.weft.node.streams;

import org.jspecify.annotations.Nullable;

/**
 * The other end of a conversation, as one end reaches it. What is lost on the way is asked for
 * again, so that nothing here fails. Items may block while a link is slow, but not on a thread that
 * delivers frames.
 */
interface Far {

  /**
   * Makes an item ready to be sent.
   *
   * @throws io.weft.exchange.PayloadException if it cannot be encoded, or is too large
   */
  Parcel pack(@Nullable Object value);

  /** Sends an item. */
  void item(long sequence, Parcel parcel);

  /** Ends the way there. */
  void end(long sequence, Ending ending);

  /** Says what this end takes; see {@code Credit} in node.proto. */
  void credit(long items, long bytes, long received, boolean again, boolean ask);

  /** Ends both ways. */
  void cancel(Ending why);
}
