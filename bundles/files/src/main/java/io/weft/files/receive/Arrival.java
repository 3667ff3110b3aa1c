package io.weft.files.receive;

import io.weft.exchange.Delivery;
import io.weft.exchange.Lent;
import io.weft.files.wire.Chunk;
import io.weft.files.wire.FormException;

/**
 * A chunk as it came, where it came in.
 *
 * @param bytes the message, to be given back when it was written
 */
record Arrival(Lent bytes) {

  /**
   * Keeps it; what is longer than it can be is not kept, or a peer would decide about memory.
   *
   * @param expected bytes of content
   * @throws FormException if it is too long
   */
  static Arrival of(Delivery answer, int expected) {
    int size = answer.bytes().remaining();
    if (size > Chunk.HEAD + expected) {
      throw new FormException(
          "a chunk of " + (size - Chunk.HEAD) + " bytes; " + expected + " were asked for");
    }
    return new Arrival(answer.keep());
  }

  /** Looks at it: see {@link Chunk#open}. */
  Chunk open(int expected) {
    return Chunk.open(bytes.bytes(), expected);
  }

  /** It is not needed any more. */
  void giveBack() {
    bytes.giveBack().run();
  }
}
