package io.weft.node.router;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** How long calls took of late, for the time that only few take longer than. Bounded. */
final class Slowest {

  /** Calls that count: the last ones. */
  private static final int CALLS = 256;

  /** Looks again after so many: sorting takes some microseconds. */
  private static final int EVERY = 16;

  /** Of 100 calls, those that are quicker. */
  private static final int PERCENT = 95;

  private final long[] nanos = new long[CALLS];
  private int count;
  private volatile long slowNanos;

  /** A call took so long. */
  synchronized void took(long tookNanos) {
    nanos[Math.floorMod(count++, CALLS)] = tookNanos;
    if (count % EVERY == 0) {
      int known = count < 0 ? CALLS : Math.min(count, CALLS);
      long[] sorted = Arrays.copyOf(nanos, known);
      Arrays.sort(sorted);
      slowNanos = Math.max(1, sorted[known * PERCENT / 100]);
    }
  }

  /** What 95 of 100 calls took less than; empty before the first 16. */
  Optional<Duration> slow() {
    long known = slowNanos;
    return known == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(known));
  }
}
