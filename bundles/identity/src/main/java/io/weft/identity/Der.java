package io.weft.identity;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;

/** Writes the part of DER (X.690) that certificates need, and reads a little of it. */
final class Der {
  private static final int BOOLEAN = 0x01;
  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OCTET_STRING = 0x04;
  private static final int OBJECT_ID = 0x06;
  private static final int UTF8_STRING = 0x0c;
  private static final int UTC_TIME = 0x17;
  private static final int GENERALIZED_TIME = 0x18;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int CONTEXT = 0xa0;

  /** RFC 5280, section 4.1.2.5: UTCTime up to 2049, GeneralizedTime from then on. */
  private static final int FIRST_YEAR_GENERALIZED = 2050;

  private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'");
  private static final DateTimeFormatter GENERALIZED =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'");

  private Der() {}

  static byte[] sequence(byte[]... parts) {
    return element(SEQUENCE, parts);
  }

  static byte[] set(byte[]... parts) {
    return element(SET, parts);
  }

  /** An explicit context tag around the parts. */
  static byte[] tagged(int tag, byte[]... parts) {
    return element(CONTEXT | tag, parts);
  }

  static byte[] integer(BigInteger value) {
    return element(INTEGER, value.toByteArray());
  }

  static byte[] isTrue() {
    return element(BOOLEAN, new byte[] {(byte) 0xff});
  }

  static byte[] octets(byte[] bytes) {
    return element(OCTET_STRING, bytes);
  }

  static byte[] bits(int unusedBits, byte[] bytes) {
    return element(BIT_STRING, new byte[] {(byte) unusedBits}, bytes);
  }

  static byte[] utf8(String text) {
    return element(UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] time(Instant instant) {
    ZonedDateTime time = instant.atZone(ZoneOffset.UTC);
    boolean generalized = time.getYear() >= FIRST_YEAR_GENERALIZED;
    String text = (generalized ? GENERALIZED : UTC).format(time);
    return element(
        generalized ? GENERALIZED_TIME : UTC_TIME, text.getBytes(StandardCharsets.US_ASCII));
  }

  /** An object identifier in dots, such as {@code 2.5.4.3}. */
  static byte[] objectId(String dotted) {
    String[] arcs = dotted.split("\\.", -1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int first = Integer.parseInt(arcs[0]) * 40 + Integer.parseInt(arcs[1]);
    writeArc(out, BigInteger.valueOf(first));
    for (int i = 2; i < arcs.length; i++) {
      writeArc(out, new BigInteger(arcs[i]));
    }
    return element(OBJECT_ID, out.toByteArray());
  }

  private static void writeArc(ByteArrayOutputStream out, BigInteger arc) {
    int groups = Math.max(1, (arc.bitLength() + 6) / 7);
    for (int group = groups - 1; group >= 0; group--) {
      int bits = arc.shiftRight(7 * group).intValue() & 0x7f;
      out.write(group > 0 ? 0x80 | bits : bits);
    }
  }

  /**
   * What is in an octet string that fills these bytes.
   *
   * @throws CertificateException if they are not one
   */
  static byte[] octetsIn(byte[] element) throws CertificateException {
    int at = 2;
    int length = element.length < 2 ? -1 : element[1] & 0xff;
    if (length == 0x81 || length == 0x82) {
      int end = 2 + (length & 0x0f);
      length = end > element.length ? -1 : 0;
      for (; at < end && length >= 0; at++) {
        length = length << 8 | (element[at] & 0xff);
      }
    }
    if (length < 0 || element[0] != OCTET_STRING || length != element.length - at) {
      throw new CertificateException("an extension that is not an octet string");
    }
    return Arrays.copyOfRange(element, at, element.length);
  }

  private static byte[] element(int tag, byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + 5);
    out.write(tag);
    if (length < 0x80) {
      out.write(length);
    } else {
      int bytes = (39 - Integer.numberOfLeadingZeros(length)) / 8;
      out.write(0x80 | bytes);
      for (int i = bytes - 1; i >= 0; i--) {
        out.write(length >>> (8 * i));
      }
    }
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
