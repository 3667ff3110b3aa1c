package io.weft.discovery.bootstrap;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * How questions and answers are written: numbers as varints (seven bits a byte, the lowest first,
 * as in Protocol Buffers), blocks with their length before them, 64 bits with the highest first.
 * Numbers and lengths are checked before memory is taken.
 */
final class Form {

  /** Bytes of a varint that fits into an {@code int}. */
  private static final int MAX_NUMBER_BYTES = 5;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  Form number(int value) {
    int left = value;
    while (left > 127) {
      out.write((left & 127) | 128);
      left >>>= 7;
    }
    out.write(left);
    return this;
  }

  Form bits64(long value) {
    out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
    return this;
  }

  Form block(byte[] bytes) {
    number(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  /** Bytes to be read, after their version. */
  static ByteBuffer open(byte[] bytes, int maxBytes, int version) {
    if (bytes.length > maxBytes) {
      throw new IllegalArgumentException(bytes.length + " bytes (limit " + maxBytes + ")");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int is = number(in, Integer.MAX_VALUE, "as version");
    if (is != version) {
      throw new IllegalArgumentException("version " + is + " (" + version + " is known here)");
    }
    return in;
  }

  /** There is nothing more to be read. */
  static void close(ByteBuffer in) {
    if (in.hasRemaining()) {
      throw new IllegalArgumentException(in.remaining() + " bytes too many");
    }
  }

  static int number(ByteBuffer in, int max, String what) {
    long value = 0;
    for (int i = 0; i < MAX_NUMBER_BYTES; i++) {
      need(in, 1);
      int next = in.get();
      value |= (long) (next & 127) << (7 * i);
      if (next >= 0) {
        if (value > max) {
          throw new IllegalArgumentException(value + " " + what + " (limit " + max + ")");
        }
        return (int) value;
      }
    }
    throw new IllegalArgumentException("a number of more than " + MAX_NUMBER_BYTES + " bytes");
  }

  static long bits64(ByteBuffer in) {
    need(in, Long.BYTES);
    return in.getLong();
  }

  static byte[] block(ByteBuffer in, int max, String what) {
    int length = number(in, max, what);
    need(in, length);
    byte[] block = new byte[length];
    in.get(block);
    return block;
  }

  private static void need(ByteBuffer in, int bytes) {
    if (in.remaining() < bytes) {
      throw new IllegalArgumentException(
          "it ends after " + in.limit() + " bytes, in the middle of something");
    }
  }
}
