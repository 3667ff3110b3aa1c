package io.weft.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits in tests for what another thread will do: a condition with a deadline, never a sleep. */
public final class Eventually {
  /** Between two looks at the condition: short beside a test, long beside a look (nanoseconds). */
  private static final long PAUSE_NANOS = 1_000_000;

  private Eventually() {}

  /**
   * Returns as soon as the condition holds.
   *
   * @param what the condition in words, as in "the peer is gone"; it is the text of the failure
   * @param within how long to wait for it
   * @param condition looked at by the calling thread about once a millisecond; what it throws is
   *     thrown on
   * @throws AssertionError naming {@code what} if the condition does not hold in time, or if the
   *     thread is interrupted
   */
  public static void until(String what, Duration within, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start >= within.toNanos()) {
        throw new AssertionError("not within " + within.toMillis() + " ms: " + what);
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new AssertionError("interrupted while waiting for: " + what);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
