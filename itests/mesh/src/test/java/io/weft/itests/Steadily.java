package io.weft.itests;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Looks again and again that something stays as it is. */
public final class Steadily {
  private static final long PAUSE_NANOS = 20_000_000;

  private Steadily() {}

  /**
   * Returns when the condition has held for this long.
   *
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
