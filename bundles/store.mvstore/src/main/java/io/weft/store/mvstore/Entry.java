package io.weft.store.mvstore;

/**
 * What the file holds under one key.
 *
 * @param key see {@link PeerForm#key}; not copied
 * @param value with its head, of whatever version; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Entry(byte[] key, byte[] value) {

  /** What the library adds to an entry of our size, in bytes: two lengths. */
  private static final int LENGTHS = 3;

  /** In the file, in bytes. */
  static long bytes(byte[] key, byte[] value) {
    return (long) key.length + value.length + LENGTHS;
  }
}
