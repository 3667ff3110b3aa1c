package io.weft.bench;

import java.util.Arrays;

/** Times of single calls, all of them kept: 8 bytes each. Not thread-safe. */
final class Samples {

  private final long[] nanos;
  private int count;

  Samples(int most) {
    nanos = new long[most];
  }

  /** Past the limit they are dropped. */
  void add(long value) {
    if (count < nanos.length) {
      nanos[count++] = value;
    }
  }

  /**
   * The time that this share of the samples does not exceed.
   *
   * @param share such as 0.99
   * @return nanoseconds; 0 without samples
   */
  long percentile(double share) {
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return count == 0 ? 0 : sorted[(int) Math.min(count - 1, Math.floor(count * share))];
  }
}
