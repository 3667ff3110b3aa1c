package io.weft.itests.parts;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAccumulator;

/** How long answers took, and the longest time without any. Safe on every thread. */
final class Stopwatch {
  /** Parts of each power of two: a figure is at most 1/16 too large. */
  private static final int PARTS_BITS = 4;

  private static final int PARTS = 1 << PARTS_BITS;
  private static final int POWERS = 64;

  private final AtomicLongArray counts = new AtomicLongArray(POWERS * PARTS);
  private final long begin = System.nanoTime();
  private final AtomicLong last = new AtomicLong(begin);
  private final LongAccumulator longestPause = new LongAccumulator(Math::max, 0);

  void answered(long askedNanos) {
    long now = System.nanoTime();
    counts.incrementAndGet(place(Math.max(PARTS, now - askedNanos)));
    longestPause.accumulate(now - last.getAndSet(now));
  }

  private static int place(long nanos) {
    int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
    int part = (int) (nanos >>> (power - PARTS_BITS)) & (PARTS - 1);
    return power * PARTS + part;
  }

  private static long upperNanos(int place) {
    int power = place / PARTS;
    return (PARTS + place % PARTS + 1L) << (power - PARTS_BITS);
  }

  Map<String, Object> figures() {
    long now = System.nanoTime();
    longestPause.accumulate(now - last.get());
    long all = 0;
    for (int i = 0; i < counts.length(); i++) {
      all += counts.get(i);
    }
    double seconds = (now - begin) / (double) TimeUnit.SECONDS.toNanos(1);
    return Map.of(
        "answered",
        all,
        "perSecond",
        Math.round(all / seconds),
        "p99Micros",
        TimeUnit.NANOSECONDS.toMicros(percentile(all, 0.99)),
        "longestPauseMillis",
        TimeUnit.NANOSECONDS.toMillis(longestPause.get()));
  }

  private long percentile(long all, double share) {
    long wanted = (long) Math.ceil(all * share);
    long seen = 0;
    for (int i = 0; i < counts.length(); i++) {
      seen += counts.get(i);
      if (wanted > 0 && seen >= wanted) {
        return upperNanos(i);
      }
    }
    return 0;
  }
}
