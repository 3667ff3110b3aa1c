package io.weft.exchange;

import java.nio.ByteBuffer;

/**
 * Plain bytes that are somebody else's: those of an answer that came ({@link Delivery#keep}), or an
 * answer that its handler lends to the node, and gets back, whatever becomes of the answer, when
 * they have left. For answers that are large and many: their memory is used again, and no garbage
 * is made. Direct memory leaves from where it lies, by links that can send it so; other links, and
 * those that are given an array, copy it once, to where they send from.
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
