package io.weft.endpoint;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Says when a line may be logged again that a stranger can provoke. Safe on every thread. */
public final class OncePerMinute {

  private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final LongSupplier nanoTime;
  private final AtomicLong next;
  private final AtomicLong count = new AtomicLong();

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  public OncePerMinute(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.next = new AtomicLong(nanoTime.getAsLong());
  }

  /** Counts one; returns how many there were since the last line if it is time for one, else 0. */
  public long due() {
    count.incrementAndGet();
    long now = nanoTime.getAsLong();
    long at = next.get();
    if (now - at < 0 || !next.compareAndSet(at, now + MINUTE_NANOS)) {
      return 0;
    }
    return count.getAndSet(0);
  }
}
