package io.weft.files.receive;

import java.util.function.LongSupplier;

/** Lets so many bytes a second pass, each after its turn. Safe on every thread. */
public final class Throttle {

  private final LongSupplier nanoTime;
  private volatile long bytesPerSecond;
  private long freeNanos;

  /**
   * @param bytesPerSecond 0 for no limit
   */
  public Throttle(long bytesPerSecond, LongSupplier nanoTime) {
    this.bytesPerSecond = bytesPerSecond;
    this.nanoTime = nanoTime;
    this.freeNanos = nanoTime.getAsLong();
  }

  /** Another limit from now on. */
  public void limit(long bytes) {
    bytesPerSecond = bytes;
  }

  /** How long it takes until something may pass; 0 if it may now. */
  synchronized long waitNanos() {
    return bytesPerSecond == 0 ? 0 : Math.max(0, freeNanos - nanoTime.getAsLong());
  }

  /** So many bytes pass; those after them wait. */
  synchronized void pass(long bytes) {
    if (bytesPerSecond > 0) {
      long now = nanoTime.getAsLong();
      freeNanos = Math.max(now, freeNanos) + (long) (bytes * 1e9 / bytesPerSecond);
    }
  }
}
