package io.weft.node.wire;

import java.nio.ByteBuffer;

/** Base 128 varints, as of the Protocol Buffers encoding. Negative numbers are unsigned ones. */
final class Varint {

  /** Bytes of the longest varint: 64 bits in groups of seven. */
  static final int MAX_BYTES = 10;

  private Varint() {}

  static int size(long value) {
    int bits = Long.SIZE - Long.numberOfLeadingZeros(value | 1);
    return (bits + 6) / 7;
  }

  static void put(ByteBuffer to, long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      to.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    to.put((byte) rest);
  }
}
