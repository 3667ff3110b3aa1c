package io.weft.shell.verb;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts latencies by size: of fixed memory however many there are, and exact to 3 %. Safe on every
 * thread.
 */
final class Latencies {

  /** Buckets for each power of two: 32 make one bucket at most 1/32 of its value wide. */
  private static final int STEPS = 32;

  private static final int STEP_BITS = 5;

  private final AtomicLongArray counts = new AtomicLongArray((64 - STEP_BITS) * STEPS);

  void add(long nanos) {
    counts.incrementAndGet(bucket(Math.max(0, nanos)));
  }

  /** The latency that this share (0 to 1) of all did not exceed; zero if there are none. */
  Duration percentile(double share) {
    long total = 0;
    for (int i = 0; i < counts.length(); i++) {
      total += counts.get(i);
    }
    long wanted = (long) Math.ceil(total * share);
    long seen = 0;
    for (int i = 0; i < counts.length() && wanted > 0; i++) {
      seen += counts.get(i);
      if (seen >= wanted) {
        return Duration.ofNanos(largestIn(i));
      }
    }
    return Duration.ZERO;
  }

  private static int bucket(long nanos) {
    if (nanos < STEPS) {
      return (int) nanos;
    }
    int shift = 63 - Long.numberOfLeadingZeros(nanos) - STEP_BITS;
    return (shift + 1) * STEPS + (int) (nanos >>> shift) - STEPS;
  }

  private static long largestIn(int bucket) {
    if (bucket < STEPS) {
      return bucket;
    }
    int shift = bucket / STEPS - 1;
    long first = (long) (bucket % STEPS + STEPS) << shift;
    return first + (1L << shift) - 1;
  }
}
