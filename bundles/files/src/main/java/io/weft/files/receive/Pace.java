package io.weft.files.receive;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How many chunks are asked for at once: few to begin with, more while that makes it faster. One
 * thread at a time.
 */
final class Pace {

  /** A rate is taken over so long; shorter ones are chance. */
  private static final Duration STEP = Duration.ofMillis(250);

  /** More than this counts as faster: below it is chance. */
  private static final double FASTER = 1.05;

  /** Less than this share of the best rate counts as slower: then the best is sought anew. */
  private static final double SLOWER = 0.5;

  private final LongSupplier nanoTime;
  private final int least;
  private final int most;
  private int window;
  private long begunNanos;
  private long bytes;
  private double best;

  /**
   * @param least to begin with, and never fewer
   * @param most as many as memory allows
   */
  Pace(int least, int most, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.most = Math.max(1, most);
    this.least = Math.min(least, this.most);
    this.window = this.least;
    this.begunNanos = nanoTime.getAsLong();
  }

  /** How many at once. */
  int window() {
    return window;
  }

  /** So many bytes have come. */
  void came(long more) {
    bytes += more;
    long now = nanoTime.getAsLong();
    long nanos = now - begunNanos;
    if (nanos < STEP.toNanos()) {
      return;
    }
    double rate = bytes / (double) nanos;
    if (rate > best * FASTER) {
      best = rate;
      window = Math.min(most, window + Math.max(1, window / 2));
    } else if (rate < best * SLOWER) {
      best = rate;
      window = Math.max(least, window / 2);
    }
    begunNanos = now;
    bytes = 0;
  }
}
