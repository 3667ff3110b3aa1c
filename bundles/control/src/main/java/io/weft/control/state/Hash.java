package io.weft.control.state;

/**
 * 64 bits that stand for some bytes, the same on every node. They find differences between members
 * of one network and keep no secret: whoever could forge one could set the points as well.
 */
final class Hash {

  /** FNV-1a, 64 bits (draft-eastlake-fnv). */
  private static final long OFFSET = 0xcbf29ce484222325L;

  private static final long PRIME = 0x100000001b3L;

  private Hash() {}

  static long of(byte[] bytes, int length) {
    long hash = OFFSET;
    for (int i = 0; i < length; i++) {
      hash = (hash ^ (bytes[i] & 0xff)) * PRIME;
    }
    return mixed(hash);
  }

  /** Of a name of a point, which has ASCII characters only. */
  static long of(String name) {
    long hash = OFFSET;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * PRIME;
    }
    return mixed(hash);
  }

  /** The finalizer of SplitMix64: each bit depends on all. */
  private static long mixed(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
