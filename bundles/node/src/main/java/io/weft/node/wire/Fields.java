package io.weft.node.wire;

import java.nio.ByteBuffer;

/**
 * Sizes and writing of fields in the form of the generated classes: a field with the default value
 * is left out. All numbers of fields that are written here are below 16: one byte a tag.
 */
final class Fields {

  private Fields() {}

  static int varintSize(long value) {
    return value == 0 ? 0 : 1 + Varint.size(value);
  }

  static void putVarint(ByteBuffer to, int tag, long value) {
    if (value != 0) {
      to.put((byte) tag);
      Varint.put(to, value);
    }
  }

  static int fixed64Size(long value) {
    return value == 0 ? 0 : 1 + Long.BYTES;
  }

  static void putFixed64(ByteBuffer to, int tag, long value) {
    if (value != 0) {
      to.put((byte) tag);
      for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
        to.put((byte) (value >>> shift));
      }
    }
  }

  static long bytesSize(int length) {
    return length == 0 ? 0 : nestedSize(length);
  }

  static void putBytes(ByteBuffer to, int tag, byte[] bytes) {
    putLength(to, tag, bytes.length);
    to.put(bytes);
  }

  /** What stands before the bytes of the last field. */
  static void putLength(ByteBuffer to, int tag, int length) {
    if (length != 0) {
      putNested(to, tag, length);
    }
  }

  /** A nested message stands even if it is empty. */
  static long nestedSize(long length) {
    return 1 + Varint.size(length) + length;
  }

  static void putNested(ByteBuffer to, int tag, long length) {
    to.put((byte) tag);
    Varint.put(to, length);
  }

  /** A size that no array can have becomes the largest one, so that every limit refuses it. */
  static int bounded(long size) {
    return (int) Math.min(size, Integer.MAX_VALUE);
  }
}
