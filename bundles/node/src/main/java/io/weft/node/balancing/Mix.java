package io.weft.node.balancing;

/**
 * Numbers that are as good as drawn by lot, made of others: no state, and the same in every node.
 */
final class Mix {

  /**
   * Of the finalizer of MurmurHash3 in the variant 13 of David Stafford, as in SplittableRandom.
   */
  private static final long FIRST = 0xBF58476D1CE4E5B9L;

  private static final long SECOND = 0x94D049BB133111EBL;

  /** The golden ratio as a fraction of 2^64: neighbours land far from each other. */
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private Mix() {}

  /** Every bit of the result depends on every bit of the value. */
  static long mix(long value) {
    long z = value * GOLDEN;
    z = (z ^ (z >>> 30)) * FIRST;
    z = (z ^ (z >>> 27)) * SECOND;
    return z ^ (z >>> 31);
  }

  /** One of {@code 0} to {@code below - 1}, by lot. */
  static int lot(long value, int below) {
    return (int) Long.remainderUnsigned(mix(value), below);
  }

  /** A text as a number, the same in every process. */
  static long of(String text) {
    long hash = text.length();
    for (int i = 0; i < text.length(); i++) {
      hash = hash * 31 + text.charAt(i);
    }
    return mix(hash);
  }
}
