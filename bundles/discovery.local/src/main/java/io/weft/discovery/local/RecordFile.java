package io.weft.discovery.local;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

/**
 * What a node leaves in the runtime directory: six lines of text, readable with {@code cat}.
 *
 * <pre>
 * weft-record 1
 * pid 4711
 * started 8812345
 * numbered-in pid:[4026531836]
 * expires 1767225600000
 * record CiQ…
 * </pre>
 *
 * <p>Only the record is signed; the rest is from another process of the same user, and only ever
 * shortens what the record says.
 *
 * @param expires when to forget the record, rounded to milliseconds
 * @param signedRecord must not change
 */
@SuppressWarnings("ArrayRecordComponent")
record RecordFile(Owner owner, Instant expires, byte[] signedRecord) {

  /** Largest file, in bytes: a signed record of 4 KiB in base64, and the lines around it. */
  static final int MAX_BYTES = 8 * 1024;

  private static final String FORM = "weft-record 1";
  private static final String END = "\n";

  /** The file's bytes. */
  byte[] encode() {
    return String.join(
            END,
            FORM,
            "pid " + owner.pid(),
            "started " + owner.started(),
            "numbered-in " + owner.numberedIn(),
            "expires " + expires.toEpochMilli(),
            "record " + Base64.getEncoder().encodeToString(signedRecord),
            "")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Reads a file's bytes.
   *
   * @throws IllegalArgumentException if it is not a record file; the message says why
   */
  static RecordFile decode(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new IllegalArgumentException("larger than " + MAX_BYTES + " bytes");
    }
    String text = new String(bytes, StandardCharsets.US_ASCII);
    if (!text.endsWith(END)) {
      throw new IllegalArgumentException(
          "it ends in the middle of a line, after " + bytes.length + " bytes");
    }
    String[] lines = text.split(END, -1);
    if (!lines[0].equals(FORM) || lines.length != 7) {
      throw new IllegalArgumentException("it is not six lines that begin with " + FORM);
    }
    Owner owner =
        new Owner(
            number(lines[1], "pid "), value(lines[2], "started "), value(lines[3], "numbered-in "));
    Instant expires = Instant.ofEpochMilli(number(lines[4], "expires "));
    byte[] record = Base64.getDecoder().decode(value(lines[5], "record "));
    if (record.length == 0) {
      throw new IllegalArgumentException("its record is empty");
    }
    return new RecordFile(owner, expires, record);
  }

  private static long number(String line, String key) {
    String value = value(line, key);
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "there is no number behind \"" + key.trim() + "\" but " + shortened(value), e);
    }
  }

  private static String value(String line, String key) {
    if (!line.startsWith(key)) {
      throw new IllegalArgumentException(
          "a line with \"" + key.trim() + "\" is missing, there is " + shortened(line));
    }
    return line.substring(key.length());
  }

  private static String shortened(String text) {
    return '"' + (text.length() > 40 ? text.substring(0, 40) + "…" : text) + '"';
  }
}
