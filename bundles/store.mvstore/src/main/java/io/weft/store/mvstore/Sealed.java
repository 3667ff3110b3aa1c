package io.weft.store.mvstore;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The head of every stored value, whatever its version: one byte of version, then the CRC-32C of
 * key, version and body. The library checks where its pages begin, not what is in them.
 */
final class Sealed {
  /** Version and checksum, in bytes. */
  static final int HEAD_BYTES = 1 + Integer.BYTES;

  private Sealed() {}

  /** A head and this body. */
  static byte[] seal(byte[] key, byte version, byte[] body) {
    return ByteBuffer.allocate(HEAD_BYTES + body.length)
        .put(version)
        .putInt(checksum(key, version, ByteBuffer.wrap(body)))
        .put(body)
        .array();
  }

  /** Whether the value is as it was written, for this key. */
  static boolean isWhole(byte[] key, byte[] value) {
    if (value.length < HEAD_BYTES) {
      return false;
    }
    return ByteBuffer.wrap(value).getInt(1) == checksum(key, value[0], body(value));
  }

  /** Of a whole value. */
  static byte version(byte[] value) {
    return value[0];
  }

  /** Of a whole value; shares its bytes. */
  static ByteBuffer body(byte[] value) {
    return ByteBuffer.wrap(value, HEAD_BYTES, value.length - HEAD_BYTES).slice();
  }

  private static int checksum(byte[] key, byte version, ByteBuffer body) {
    CRC32C sum = new CRC32C();
    sum.update(key);
    sum.update(version);
    sum.update(body);
    return (int) sum.getValue();
  }
}
