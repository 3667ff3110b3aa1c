package io.weft.files.receive;

import io.weft.exchange.Delivery;
import io.weft.exchange.Lent;
import io.weft.files.wire.Chunk;

/**
 * A chunk as it came, where it came in.
 *
 * @param bytes the message, to be given back when it was written
 */
record Arrival(Lent bytes) {

  static Arrival of(Delivery answer) {
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
