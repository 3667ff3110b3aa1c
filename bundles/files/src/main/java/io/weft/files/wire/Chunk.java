package io.weft.files.wire;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The answer to {@code chunk}: a head of fixed size, then the content, in one buffer that is not
 * copied, and may be longer. Content that is all zeros is only said, not sent.
 *
 * @param message the whole, from index 0
 * @param length of the content
 * @param zeros whether it is all zeros, and nothing follows the head
 * @param digest of the content
 */
public record Chunk(ByteBuffer message, int length, boolean zeros, Digest digest) {

  /** Content of one chunk at most: well below the usual {@code max_message_size} of 16 MiB. */
  public static final int MAX_BYTES = 8 * 1024 * 1024;

  /** Version, flags, CRC32C of all that follows it, length, digest. */
  public static final int HEAD = 1 + 1 + 4 + 4 + Digest.BYTES;

  /** The digest of the zeros that came last: those of a sparse file are mostly of one length. */
  private record Zeros(int length, Digest digest) {}

  private static volatile Zeros lastZeros = new Zeros(0, Digest.of(new byte[0]));

  private static final byte VERSION = 1;
  private static final byte ZEROS = 1;
  private static final int CRC_AT = 2;
  private static final int LENGTH_AT = CRC_AT + Integer.BYTES;
  private static final int DIGEST_AT = LENGTH_AT + Integer.BYTES;

  /** Bytes of the message. */
  public int size() {
    return HEAD + (zeros ? 0 : length);
  }

  /** The content, or nothing where it is all zeros. */
  public ByteBuffer content() {
    return message.slice(HEAD, size() - HEAD);
  }

  /**
   * Completes a message.
   *
   * @param message with room for the head, and the content after it; its head is written
   * @param length of the content
   */
  public static Chunk seal(ByteBuffer message, int length) {
    boolean zeros = length > 0 && isZero(message, length);
    Digest digest = zeros ? ofZeros(length) : Digest.of(message, HEAD, length);
    Chunk sealed = new Chunk(message, length, zeros, digest);
    message.put(0, VERSION).put(1, zeros ? ZEROS : 0).putInt(LENGTH_AT, length);
    message.putLong(DIGEST_AT, digest.high()).putLong(DIGEST_AT + Long.BYTES, digest.low());
    message.putInt(CRC_AT, crc(message, sealed.size()));
    return sealed;
  }

  /**
   * Reads one and compares CRC and digest with the content.
   *
   * @param message from index 0 to its limit
   * @param expected bytes of content that were asked for
   * @throws FormException if it is none, or is not what it says it is
   */
  public static Chunk open(ByteBuffer message, int expected) {
    int size = message.limit();
    if (size < HEAD || message.get(0) != VERSION) {
      throw new FormException("a chunk without its head");
    }
    boolean zeros = message.get(1) == ZEROS;
    int length = message.getInt(LENGTH_AT);
    if (length != expected || size - HEAD != (zeros ? 0 : expected)) {
      throw new FormException(
          "a chunk of "
              + (size - HEAD)
              + " bytes that says it has "
              + length
              + "; "
              + expected
              + " were asked for");
    }
    if (message.getInt(CRC_AT) != crc(message, size)) {
      throw new FormException("a chunk with a wrong CRC32C");
    }
    Digest said = new Digest(message.getLong(DIGEST_AT), message.getLong(DIGEST_AT + Long.BYTES));
    Digest is = zeros ? ofZeros(length) : Digest.of(message, HEAD, length);
    if (!said.equals(is)) {
      throw new FormException("a chunk with a wrong hash");
    }
    return new Chunk(message, length, zeros, said);
  }

  private static int crc(ByteBuffer message, int size) {
    CRC32C crc = new CRC32C();
    crc.update(message.slice(0, CRC_AT));
    crc.update(message.slice(LENGTH_AT, size - LENGTH_AT));
    return (int) crc.getValue();
  }

  /** Whether the first byte is, and every other is like the one before it. */
  private static boolean isZero(ByteBuffer message, int length) {
    return message.get(HEAD) == 0
        && message.slice(HEAD, length - 1).equals(message.slice(HEAD + 1, length - 1));
  }

  private static Digest ofZeros(int length) {
    Zeros last = lastZeros;
    if (last.length != length) {
      last = new Zeros(length, Digest.of(new byte[length]));
      lastZeros = last;
    }
    return last.digest;
  }
}
