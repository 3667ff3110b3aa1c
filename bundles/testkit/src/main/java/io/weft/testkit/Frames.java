package io.weft.testkit;

import io.weft.transport.Frame;
import java.nio.ByteBuffer;

/** Frames for tests, of bytes that say where they belong. */
final class Frames {
  private Frames() {}

  static Frame frame(int seed, int size) {
    return Frame.of(bytes(seed, size));
  }

  static Frame numbered(int sender, int number, int size) {
    return Frame.of(ByteBuffer.allocate(size).putInt(sender).putInt(number).array());
  }

  static Frame withTail(byte[] head, ByteBuffer tail) {
    return new TailedFrame(head, tail, false);
  }

  static Frame withLentTail(byte[] head, ByteBuffer tail) {
    return new TailedFrame(head, tail, true);
  }

  static byte[] bytes(int seed, int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (seed * 31 + i * 7 + (i >> 8));
    }
    return bytes;
  }
}
