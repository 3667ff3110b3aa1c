package io.weft.exchange;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Makes bytes smaller, and whole again. Registered as a service; used between two nodes that both
 * have one of the same name. Safe on every thread; keeps nothing of one call for the next.
 */
@ConsumerType
public interface Compression {

  /**
   * What nodes call it, such as {@code zstd}: lower-case letters and digits, 32 at most. One name
   * is one format for ever, whoever implements it.
   */
  String name();

  /**
   * Compresses the first bytes of an array.
   *
   * @param length how many
   * @param to takes the result, from its beginning
   * @param most bytes that the result may have
   * @return bytes of the result; -1 if it would be larger than that
   */
  int compress(byte[] from, int length, byte[] to, int most);

  /**
   * Undoes it. The bytes are from outside; no more memory is taken than the arrays have.
   *
   * @param length of the compressed bytes, at the beginning of {@code from}
   * @param size of the result, which fills exactly so many bytes at the beginning of {@code to}
   * @throws PayloadException if these are not compressed bytes of exactly that size
   */
  void decompress(byte[] from, int length, byte[] to, int size);
}
