package io.weft.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Time that moves only when a test says so: a wall clock and, as {@link LongSupplier}, the
 * nanoseconds of {@link System#nanoTime}. Both move together. Safe on every thread.
 */
public final class ManualClock extends Clock implements LongSupplier {
  private final Instant start;
  private final ZoneId zone;
  private final AtomicLong elapsedNanos;

  /** A clock that stands at the first moment of 2026, UTC. */
  public ManualClock() {
    this(Instant.parse("2026-01-01T00:00:00Z"));
  }

  /** A clock that stands at this moment, UTC. */
  public ManualClock(Instant start) {
    this(start, ZoneOffset.UTC, new AtomicLong());
  }

  private ManualClock(Instant start, ZoneId zone, AtomicLong elapsedNanos) {
    this.start = start;
    this.zone = zone;
    this.elapsedNanos = elapsedNanos;
  }

  /**
   * Moves on.
   *
   * @throws IllegalArgumentException if the step is negative: time does not run backwards
   */
  public void advance(Duration step) {
    if (step.isNegative()) {
      throw new IllegalArgumentException("step of " + step + " (zero or more)");
    }
    elapsedNanos.addAndGet(step.toNanos());
  }

  @Override
  public Instant instant() {
    return start.plusNanos(elapsedNanos.get());
  }

  /** Nanoseconds since the clock was made, in the role of {@link System#nanoTime}. */
  @Override
  public long getAsLong() {
    return elapsedNanos.get();
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  /** The same clock, seen from another time zone: it moves when this one does. */
  @Override
  public Clock withZone(ZoneId other) {
    return new ManualClock(start, other, elapsedNanos);
  }
}
