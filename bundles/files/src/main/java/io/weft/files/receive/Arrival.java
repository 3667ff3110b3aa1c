package io.weft.files.receive;

import io.weft.files.wire.Chunk;
import io.weft.files.wire.Spares;
import java.nio.ByteBuffer;

/**
 * A chunk as it came, not looked at yet.
 *
 * @param array one of the spares, with the message at its beginning
 * @param size of the message; what is longer than expected is not there, and refused
 */
record Arrival(byte[] array, int size) {

  /**
   * Takes it out of the frame that it came in.
   *
   * @param expected bytes of content
   */
  static Arrival of(ByteBuffer message, int expected, Spares spares) {
    int most = Chunk.HEAD + expected;
    int size = message.remaining();
    byte[] array = spares.take(most);
    message.get(array, 0, Math.min(size, most));
    return new Arrival(array, size);
  }
}
