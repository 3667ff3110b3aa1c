package io.weft.discovery.gossip;

import java.nio.ByteBuffer;

/** Reads one message from outside; every length is checked before memory is taken for it. */
final class Reading {

  /** Groups of seven bits in 64. */
  private static final int MAX_VARINT_BYTES = 10;

  private final ByteBuffer in;

  /**
   * @param limit bytes that the message may have
   */
  Reading(byte[] bytes, int limit) throws Garbled {
    if (bytes.length > limit) {
      throw new Garbled("a message of " + bytes.length + " bytes (limit " + limit + ")");
    }
    this.in = ByteBuffer.wrap(bytes);
  }

  /** The first byte of every message: which form it has. */
  void version() throws Garbled {
    int version = u8();
    if (version != Writing.VERSION) {
      throw new Garbled("a message of form " + version + " (" + Writing.VERSION + " is read here)");
    }
  }

  int u8() throws Garbled {
    need(1);
    return in.get() & 0xff;
  }

  int u16() throws Garbled {
    need(Short.BYTES);
    return in.getShort() & 0xffff;
  }

  int i32() throws Garbled {
    need(Integer.BYTES);
    return in.getInt();
  }

  long i64() throws Garbled {
    need(Long.BYTES);
    return in.getLong();
  }

  /** A number of 63 bits, seven in each byte, low ones first. */
  long number() throws Garbled {
    long value = 0;
    for (int i = 0; i < MAX_VARINT_BYTES; i++) {
      int next = u8();
      value |= (long) (next & 0x7f) << (7 * i);
      if (next < 0x80) {
        if (value < 0 || (i == MAX_VARINT_BYTES - 1 && next > 1)) {
          break;
        }
        return value;
      }
    }
    throw new Garbled("a number above " + Long.MAX_VALUE);
  }

  int number(String what, int limit) throws Garbled {
    long value = number();
    if (value > limit) {
      throw new Garbled(value + " " + what + " (limit " + limit + ")");
    }
    return (int) value;
  }

  byte[] bytes(int length) throws Garbled {
    need(length);
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  byte[] rest() throws Garbled {
    return bytes(in.remaining());
  }

  boolean more() {
    return in.hasRemaining();
  }

  private void need(int bytes) throws Garbled {
    if (in.remaining() < bytes) {
      throw new Garbled(
          "a message that ends too early: "
              + bytes
              + " bytes are missing at "
              + in.position()
              + " of "
              + in.limit());
    }
  }
}
