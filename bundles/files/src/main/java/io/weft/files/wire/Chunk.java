package io.weft.files.wire;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The answer to {@code chunk}: a head of fixed size, then the content, in one array that is neither
 * copied nor changed. Content that is all zeros is only said, not sent.
 *
 * @param message the whole
 * @param length of the content
 * @param zeros whether it is all zeros, and nothing follows the head
 * @param digest of the content
 */
@SuppressWarnings("ArrayRecordComponent")
public record Chunk(byte[] message, int length, boolean zeros, Digest digest) {

  /** Content of one chunk at most: well below the usual {@code max_message_size} of 16 MiB. */
  public static final int MAX_BYTES = 8 * 1024 * 1024;

  /** Version, flags, CRC32C of all that follows it, length, digest. */
  public static final int HEAD = 1 + 1 + 4 + 4 + Digest.BYTES;

  private static final byte VERSION = 1;
  private static final byte ZEROS = 1;
  private static final int CRC_AT = 2;
  private static final int LENGTH_AT = 6;

  /**
   * Completes a message.
   *
   * @param message with room for the head, and the content after it; its head is written
   */
  public static Chunk seal(byte[] message) {
    int length = message.length - HEAD;
    Digest digest = Digest.of(message, HEAD, length);
    boolean zeros = length > 0 && isZero(message);
    byte[] whole = zeros ? new byte[HEAD] : message;
    ByteBuffer head = ByteBuffer.wrap(whole);
    head.put(VERSION).put(zeros ? ZEROS : 0).putInt(0).putInt(length);
    head.putLong(digest.high()).putLong(digest.low());
    head.putInt(CRC_AT, crc(whole));
    return new Chunk(whole, length, zeros, digest);
  }

  /**
   * Reads one and compares CRC and digest with the content.
   *
   * @param expected bytes of content that were asked for
   * @throws FormException if it is none, or is not what it says it is
   */
  public static Chunk open(byte[] message, int expected) {
    if (message.length < HEAD || message[0] != VERSION) {
      throw new FormException("a chunk without its head");
    }
    ByteBuffer head = ByteBuffer.wrap(message);
    boolean zeros = message[1] == ZEROS;
    int length = head.getInt(LENGTH_AT);
    if (length != expected || message.length - HEAD != (zeros ? 0 : expected)) {
      throw new FormException(
          "a chunk of "
              + (message.length - HEAD)
              + " bytes that says it has "
              + length
              + "; "
              + expected
              + " were asked for");
    }
    if (head.getInt(CRC_AT) != crc(message)) {
      throw new FormException("a chunk with a wrong CRC32C");
    }
    Digest said = new Digest(head.getLong(LENGTH_AT + 4), head.getLong(LENGTH_AT + 12));
    Digest is =
        zeros ? Digest.of(new byte[length]) : Digest.of(message, HEAD, message.length - HEAD);
    if (!said.equals(is)) {
      throw new FormException("a chunk with a wrong hash");
    }
    return new Chunk(message, length, zeros, said);
  }

  private static int crc(byte[] message) {
    CRC32C crc = new CRC32C();
    crc.update(message, 0, CRC_AT);
    crc.update(message, LENGTH_AT, message.length - LENGTH_AT);
    return (int) crc.getValue();
  }

  private static boolean isZero(byte[] message) {
    for (int i = HEAD; i < message.length; i++) {
      if (message[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
