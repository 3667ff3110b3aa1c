package io.weft.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Looks again and again that something stays as it is: a condition over a stretch of time. */
public final class Steadily {
  /** Between two looks: seldom enough not to disturb what is looked at (nanoseconds). */
  private static final long PAUSE_NANOS = 20_000_000;

  private Steadily() {}

  /**
   * Returns when the condition has held for this long.
   *
   * @param what the condition in words
   * @param during how long it must hold
   * @param condition looked at by the calling thread
   * @throws AssertionError at once when it does not hold
   */
  public static void holds(String what, Duration during, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < during.toNanos()) {
      if (!condition.getAsBoolean()) {
        throw new AssertionError(
            "after " + (System.nanoTime() - start) / 1_000_000 + " ms no longer: " + what);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
