package io.weft.control.state;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * A hybrid logical clock (Kulkarni and others, "Logical Physical Clocks", 2014): what happens after
 * something that this node has heard of has a later time, and the time is near the wall clock. A
 * time is milliseconds since 1970 in the upper 48 bits and a counter in the lower 16; a counter
 * that is full runs over into the next millisecond. Not thread-safe.
 */
final class HybridClock {

  private static final int COUNTER_BITS = 16;

  private final Clock clock;
  private final Duration mostAhead;
  private long last;

  /**
   * @param mostAhead how far others may pull it ahead of the wall clock
   */
  HybridClock(Clock clock, Duration mostAhead) {
    this.clock = clock;
    this.mostAhead = mostAhead;
  }

  /** The time of something that happens here and now; later than any before. */
  long tick() {
    last = Math.max(last + 1, wall());
    return last;
  }

  /** The time now, without anything happening. */
  long read() {
    return Math.max(last, wall());
  }

  /**
   * What happens here is later than this from now on.
   *
   * @return whether the time is acceptable; if it is too far ahead, nothing has changed
   */
  boolean observe(long time) {
    if (ahead(time).compareTo(mostAhead) > 0) {
      return false;
    }
    last = Math.max(last, time);
    return true;
  }

  /** How far a time is ahead of this node's wall clock; negative if it is behind. */
  Duration ahead(long time) {
    return Duration.ofMillis(millis(time) - clock.millis());
  }

  Duration mostAhead() {
    return mostAhead;
  }

  private long wall() {
    return clock.millis() << COUNTER_BITS;
  }

  /** The first time of a millisecond since 1970. */
  static long time(long millis) {
    return millis << COUNTER_BITS;
  }

  /** Milliseconds since 1970. */
  static long millis(long time) {
    return time >>> COUNTER_BITS;
  }

  static Instant instant(long time) {
    return Instant.ofEpochMilli(millis(time));
  }
}
