package io.weft.transport;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A frame on its way out. It knows its size and writes itself once, straight into the link's
 * buffer: no copy and no garbage between the caller and the wire.
 */
@ConsumerType
public interface Frame {

  /** Bytes that {@link #writeTo} writes; at least 1. Does not change. */
  int size();

  /**
   * Writes exactly {@link #size} bytes at the buffer's position. Called once, on the sender's
   * thread, under the link's lock: it must not block, send or throw.
   */
  void writeTo(ByteBuffer buffer);

  /**
   * Bytes that follow those of {@link #writeTo} and belong to the same frame, sent by reference
   * when that is cheaper than copying; they must not change for as long as the link lives, unless
   * they are {@linkplain #lendsTail lent}.
   */
  default Optional<ByteBuffer> tail() {
    return Optional.empty();
  }

  /**
   * Whether the tail is only lent: a link copies it before it returns from {@link Link#send},
   * whatever that costs, and it may change from then on.
   */
  default boolean lendsTail() {
    return false;
  }

  /**
   * For a link that would rather send lent bytes from where they lie than copy them: within {@link
   * Link#send} it asks once, and the tail stays as it is until the link gives it back by running
   * what it got, once, whether the bytes have left or never will. On any thread; it does not block.
   * Empty if they cannot stay: then the link copies them.
   */
  default Optional<Runnable> holdTail() {
    return Optional.empty();
  }

  /** A frame of these bytes, which must not change until the frame is sent. */
  static Frame of(byte[] bytes) {
    return new Frame() {
      @Override
      public int size() {
        return bytes.length;
      }

      @Override
      public void writeTo(ByteBuffer buffer) {
        buffer.put(bytes);
      }
    };
  }
}
