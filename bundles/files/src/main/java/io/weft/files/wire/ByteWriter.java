package io.weft.files.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Collects bytes. Not thread-safe. */
public final class ByteWriter {

  private static final int VARINT_BITS = 7;
  private static final int MORE = 0x80;

  private byte[] bytes;
  private int size;

  public ByteWriter(int expected) {
    bytes = new byte[expected];
  }

  private void room(int count) {
    if (bytes.length - size < count) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + count));
    }
  }

  public ByteWriter octet(int value) {
    room(1);
    bytes[size++] = (byte) value;
    return this;
  }

  /** Eight bytes, the highest first. */
  public ByteWriter fixed(long value) {
    room(Long.BYTES);
    for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      bytes[size++] = (byte) (value >>> shift);
    }
    return this;
  }

  /** A number that is not negative, in groups of seven bits, the lowest first. */
  public ByteWriter number(long value) {
    long rest = value;
    while (rest >= MORE) {
      octet((int) (rest & (MORE - 1)) | MORE);
      rest >>>= VARINT_BITS;
    }
    return octet((int) rest);
  }

  public ByteWriter raw(byte[] value) {
    room(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
    return this;
  }

  /** Its length in bytes of UTF-8, then these. */
  public ByteWriter text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    return number(utf8.length).raw(utf8);
  }

  public int size() {
    return size;
  }

  public byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }
}
