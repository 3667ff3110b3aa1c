package io.weft.files.live;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;

/** How fast bytes come, over the last seconds. Safe on every thread. */
public final class RateMeter {

  /** What is looked back on: long enough for a steady figure, short enough to follow. */
  private static final Duration WINDOW = Duration.ofSeconds(4);

  /** Samples are at least so far apart. */
  private static final Duration STEP = Duration.ofMillis(100);

  private record Sample(long atNanos, long bytes) {}

  private final LongSupplier nanoTime;
  private final ArrayDeque<Sample> samples = new ArrayDeque<>();
  private long bytes;

  public RateMeter(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** So many more have come. */
  public synchronized void add(long more) {
    long now = nanoTime.getAsLong();
    if (samples.isEmpty() || now - samples.getLast().atNanos >= STEP.toNanos()) {
      samples.add(new Sample(now, bytes));
    }
    bytes += more;
    forget(now);
  }

  private void forget(long now) {
    while (!samples.isEmpty() && now - samples.getFirst().atNanos > WINDOW.toNanos()) {
      samples.removeFirst();
    }
  }

  /** Bytes a second; 0 if none have come lately. */
  public synchronized long perSecond() {
    long now = nanoTime.getAsLong();
    forget(now);
    if (samples.isEmpty()) {
      return 0;
    }
    Sample first = samples.getFirst();
    long nanos = Math.max(now - first.atNanos, STEP.toNanos());
    return (long) ((bytes - first.bytes) * 1e9 / nanos);
  }
}
