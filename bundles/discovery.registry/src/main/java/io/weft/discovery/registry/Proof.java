package io.weft.discovery.registry;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@code weft.v1.SignedRecord} in its three parts, which a registry file shows one by one. Only
 * its outermost form is known here: what is in the parts is for the node to judge.
 *
 * @param record what was signed; must not change, as all parts
 * @param certificates the node's own first
 */
@SuppressWarnings("ArrayRecordComponent")
record Proof(byte[] record, List<byte[]> certificates, byte[] signature) {

  /** Bytes of a signed record at most: the limit of the wire's schema. */
  static final int MAX_BYTES = 4096;

  private static final int RECORD = 1;
  private static final int CERTIFICATE = 2;
  private static final int SIGNATURE = 3;

  /** Protocol Buffers: the wire type of bytes with their length before them. */
  private static final int LENGTH_DELIMITED = 2;

  Proof {
    certificates = List.copyOf(certificates);
  }

  /**
   * Takes a signed record apart.
   *
   * @throws IllegalArgumentException if it has another form; the message says which
   */
  static Proof split(byte[] signed) {
    byte[] record = {};
    byte[] signature = {};
    List<byte[]> certificates = new ArrayList<>();
    Cursor in = new Cursor(signed);
    while (in.at < signed.length) {
      int tag = in.number();
      byte[] content = in.bytes();
      switch (tag) {
        case (RECORD << 3) | LENGTH_DELIMITED -> record = content;
        case (CERTIFICATE << 3) | LENGTH_DELIMITED -> certificates.add(content);
        case (SIGNATURE << 3) | LENGTH_DELIMITED -> signature = content;
        default -> throw new IllegalArgumentException("a signed record has no field " + tag);
      }
    }
    return new Proof(record, certificates, signature);
  }

  /** The same as one, field by field as Protocol Buffers write it. */
  byte[] join() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(MAX_BYTES);
    field(out, RECORD, record);
    certificates.forEach(certificate -> field(out, CERTIFICATE, certificate));
    field(out, SIGNATURE, signature);
    return out.toByteArray();
  }

  private static void field(ByteArrayOutputStream out, int number, byte[] content) {
    out.write((number << 3) | LENGTH_DELIMITED);
    int left = content.length;
    while (left > 127) {
      out.write((left & 127) | 128);
      left >>>= 7;
    }
    out.write(left);
    out.writeBytes(content);
  }

  private static final class Cursor {
    private final byte[] all;
    private int at;

    Cursor(byte[] all) {
      this.all = all;
    }

    /** A varint of at most 28 bits. */
    int number() {
      int value = 0;
      for (int shift = 0; shift < 28; shift += 7) {
        if (at >= all.length) {
          throw new IllegalArgumentException("a signed record that ends after " + at + " bytes");
        }
        byte next = all[at++];
        value |= (next & 127) << shift;
        if (next >= 0) {
          return value;
        }
      }
      throw new IllegalArgumentException("a signed record with a number that is too large");
    }

    byte[] bytes() {
      int length = number();
      if (length > all.length - at) {
        throw new IllegalArgumentException(
            "a signed record with a part of "
                + length
                + " bytes where "
                + (all.length - at)
                + " are left");
      }
      byte[] content = new byte[length];
      System.arraycopy(all, at, content, 0, length);
      at += length;
      return content;
    }
  }
}
