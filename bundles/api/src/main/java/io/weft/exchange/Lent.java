package io.weft.exchange;

import java.nio.ByteBuffer;

/**
 * An answer of plain bytes that its handler lends: the node copies them once, to where they leave
 * from, and gives them back, whatever becomes of the answer. For answers that are large and many:
 * their memory is used again, and no garbage is made.
 *
 * <p>What is lent is not kept for questions that come again because a link broke: an action that is
 * declared {@linkplain ServiceAt#idempotent idempotent} is run again for them, and of the answer of
 * any other a copy is kept.
 *
 * @param bytes the answer, between position and limit; not to be changed until it is given back
 * @param giveBack is run once, on any thread; it must not block or throw
 */
public record Lent(ByteBuffer bytes, Runnable giveBack) {

  /** Copies the bytes, and gives them back. */
  public byte[] taken() {
    try {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      return copy;
    } finally {
      giveBack.run();
    }
  }
}
