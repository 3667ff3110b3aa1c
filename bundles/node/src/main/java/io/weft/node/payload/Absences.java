package io.weft.node.payload;

import io.weft.node.session.ReaderThread;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Codecs that went a moment ago. Most probably their bundle is being updated, so whoever needs one
 * waits for it, bounded, instead of failing. Safe on every thread.
 */
final class Absences {

  /**
   * How long a codec is expected back: an update takes well under 1 s (measured), loaded or not.
   */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition back = lock.newCondition();
  private final Map<String, Long> goneNanos = new HashMap<>();
  private long returns;

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  Absences(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** The last codec of this content type has gone. */
  void gone(String contentType) {
    lock.lock();
    try {
      goneNanos.put(contentType, nanoTime.getAsLong());
    } finally {
      lock.unlock();
    }
  }

  /** There is a codec of this content type. */
  void back(String contentType) {
    lock.lock();
    try {
      if (goneNanos.remove(contentType) != null) {
        returns++;
        back.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** What {@link #awaitReturn} compares with; taken before looking for a codec. */
  long returns() {
    lock.lock();
    try {
      return returns;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until a codec that went has come back. Does not wait on a thread that delivers frames.
   *
   * @param before {@link #returns} from before the search that found nothing
   * @return whether one has, so that looking again makes sense
   */
  boolean awaitReturn(long before) {
    lock.lock();
    try {
      while (returns == before) {
        long left = longestWait();
        if (left <= 0 || ReaderThread.isCurrent()) {
          return false;
        }
        back.await(left, TimeUnit.NANOSECONDS);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private long longestWait() {
    long now = nanoTime.getAsLong();
    goneNanos.values().removeIf(gone -> now - gone >= PATIENCE.toNanos());
    return goneNanos.values().stream()
        .mapToLong(gone -> PATIENCE.toNanos() - (now - gone))
        .max()
        .orElse(0);
  }
}
