package io.weft.transport.quic;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How many there were in this minute, from its first one on. On one thread only. */
final class MinuteCount {

  private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final LongSupplier nanoTime;
  private long since;
  private int count;

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  MinuteCount(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.since = nanoTime.getAsLong();
  }

  void add() {
    current();
    count++;
  }

  int current() {
    long now = nanoTime.getAsLong();
    if (count > 0 && now - since >= MINUTE_NANOS) {
      count = 0;
    }
    if (count == 0) {
      since = now;
    }
    return count;
  }
}
