package io.weft.ucx;

import io.weft.transport.LinkProtocolException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What stands between a link's bytes and its messages. {@link #seal} and {@link #goodbye} are
 * called by one thread at a time, {@link #open} by the reader.
 */
interface Sealing {

  /** Moves bytes from the one to the other, at most one message of them. */
  void seal(ByteBuffer bytes, ByteBuffer message) throws IOException;

  /** Writes the message after which nothing follows. */
  void goodbye(ByteBuffer message) throws IOException;

  /**
   * Hands the bytes of a message to the reader.
   *
   * @return false if it was the goodbye
   * @throws LinkProtocolException if the message is not what the other side would send
   */
  boolean open(ByteBuffer message, FrameReader reader) throws LinkProtocolException;

  /** How much of the plain bytes goes into one message at most. */
  int PLAIN_BYTES = 16 << 10;

  /** No protection: the bytes themselves; a message without any is the goodbye. */
  static Sealing plain() {
    return new Sealing() {
      @Override
      public void seal(ByteBuffer bytes, ByteBuffer message) {
        int count = Math.min(PLAIN_BYTES, bytes.remaining());
        message.put(bytes.slice().limit(count));
        bytes.position(bytes.position() + count);
      }

      @Override
      public void goodbye(ByteBuffer message) {}

      @Override
      public boolean open(ByteBuffer message, FrameReader reader) throws LinkProtocolException {
        boolean more = message.hasRemaining();
        reader.read(message);
        return more;
      }
    };
  }
}
