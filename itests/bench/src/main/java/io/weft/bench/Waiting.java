package io.weft.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what other processes do. */
final class Waiting {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(1);

  private Waiting() {}

  /**
   * Looks every millisecond.
   *
   * @param what for the message
   * @throws IOException if it takes longer than 30 s
   */
  static void until(String what, BooleanSupplier condition) throws IOException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("waited " + LIMIT.toSeconds() + " s for " + what);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }
}
