package io.weft.discovery.gossip;

import java.io.ByteArrayOutputStream;

/** Writes one message. Numbers are written high byte first, or as {@link Reading#number}. */
final class Writing {

  /** The form of the messages; whoever reads another one says so and goes without. */
  static final int VERSION = 1;

  /** Bytes of a message at most: far below the 1 MiB that a frame may have. */
  static final int MAX_BYTES = 65_536;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  Writing version() {
    return u8(VERSION);
  }

  Writing u8(int value) {
    out.write(value);
    return this;
  }

  Writing u16(int value) {
    return u8(value >>> 8).u8(value);
  }

  Writing i32(int value) {
    return u16(value >>> 16).u16(value);
  }

  Writing i64(long value) {
    return i32((int) (value >>> 32)).i32((int) value);
  }

  Writing number(long value) {
    long left = value;
    while (left > 0x7f) {
      out.write((int) (left & 0x7f) | 0x80);
      left >>>= 7;
    }
    return u8((int) left);
  }

  Writing bytes(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  int size() {
    return out.size();
  }

  byte[] done() {
    return out.toByteArray();
  }
}
