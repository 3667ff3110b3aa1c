package io.weft.channel;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether calls go on, so that loops for bulk let them run first. Small frames that go both ways
 * are calls; of a file they go one way, and large ones the other. One for all loops of a transport;
 * safe on every thread.
 */
final class CallsBeside {

  /** Smaller frames are small: sessions send larger ones by bulk links (bytes). */
  static final int SMALL_BELOW_BYTES = 64 * 1024;

  /** Calls go on for so long after the last one. */
  private static final long RECENT_NANOS = Duration.ofMillis(20).toNanos();

  private final LongSupplier nanos;
  private volatile long sentNanos;
  private volatile long receivedNanos;

  /**
   * @param nanos the time, as {@link System#nanoTime}
   */
  CallsBeside(LongSupplier nanos) {
    this.nanos = nanos;
    sentNanos = nanos.getAsLong() - RECENT_NANOS;
    receivedNanos = sentNanos;
  }

  /** A small frame has left. */
  void sent() {
    sentNanos = nanos.getAsLong();
  }

  /** A small frame has come. */
  void received() {
    receivedNanos = nanos.getAsLong();
  }

  boolean goOn() {
    long now = nanos.getAsLong();
    return now - sentNanos < RECENT_NANOS && now - receivedNanos < RECENT_NANOS;
  }
}
