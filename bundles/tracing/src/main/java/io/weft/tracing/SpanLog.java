package io.weft.tracing;

import io.weft.exchange.Ending;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Writes parts of traces, so many a second; of more only the number, when there is room again. Safe
 * on every thread.
 */
final class SpanLog {
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Consumer<String> lines;
  private final LongSupplier nanos;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile int aSecond;
  private long secondNanos;
  private int written;
  private long left;

  /**
   * @param lines takes one at a time
   * @param nanos the time, as {@link System#nanoTime}
   */
  SpanLog(Consumer<String> lines, int aSecond, LongSupplier nanos) {
    this.lines = lines;
    this.aSecond = aSecond;
    this.nanos = nanos;
    this.secondNanos = nanos.getAsLong();
  }

  /** Other limits from now on. */
  void change(int linesASecond) {
    aSecond = linesASecond;
  }

  void write(Span span, Ending ending) {
    if (aSecond == 0) {
      return;
    }
    long skipped;
    lock.lock();
    try {
      long now = nanos.getAsLong();
      if (now - secondNanos >= SECOND_NANOS) {
        secondNanos = now;
        written = 0;
      }
      if (written >= aSecond) {
        left++;
        return;
      }
      written++;
      skipped = left;
      left = 0;
    } finally {
      lock.unlock();
    }
    if (skipped > 0) {
      lines.accept(
          skipped + " parts of traces were not logged (log_lines_a_second " + aSecond + ")");
    }
    lines.accept(span.line(ending));
  }
}
