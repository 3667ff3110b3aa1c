package io.weft.discovery.gossip;

import java.time.Duration;

/**
 * What may be spent, such as bytes: so many a minute, and some that were saved. Used by one thread.
 */
final class Budget {
  private static final double NANOS_OF_A_MINUTE = Duration.ofMinutes(1).toNanos();

  private final double perMinute;
  private final double mostSaved;
  private double saved;
  private long atNanos;

  Budget(long perMinute, long mostSaved, long nowNanos) {
    this.perMinute = perMinute;
    this.mostSaved = mostSaved;
    this.saved = mostSaved;
    this.atNanos = nowNanos;
  }

  /** Whether so many are there. */
  boolean has(int amount, long nowNanos) {
    saved = Math.min(mostSaved, saved + (nowNanos - atNanos) * perMinute / NANOS_OF_A_MINUTE);
    atNanos = nowNanos;
    return saved >= amount;
  }

  /** Spends so many, if they are there. */
  boolean take(int amount, long nowNanos) {
    boolean enough = has(amount, nowNanos);
    if (enough) {
      saved -= amount;
    }
    return enough;
  }
}
