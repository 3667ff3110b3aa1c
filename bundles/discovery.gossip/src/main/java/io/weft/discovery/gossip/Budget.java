package io.weft.discovery.gossip;

import java.time.Duration;

/** Bytes that may be spent: so many a minute, and some that were saved. Used by one thread. */
final class Budget {
  private static final double NANOS_OF_A_MINUTE = Duration.ofMinutes(1).toNanos();

  private final double bytesAMinute;
  private final double mostSaved;
  private double saved;
  private long atNanos;

  Budget(long bytesAMinute, long mostSaved, long nowNanos) {
    this.bytesAMinute = bytesAMinute;
    this.mostSaved = mostSaved;
    this.saved = mostSaved;
    this.atNanos = nowNanos;
  }

  /** Whether so many are there. */
  boolean has(int bytes, long nowNanos) {
    saved = Math.min(mostSaved, saved + (nowNanos - atNanos) * bytesAMinute / NANOS_OF_A_MINUTE);
    atNanos = nowNanos;
    return saved >= bytes;
  }

  /** Spends so many, if they are there. */
  boolean take(int bytes, long nowNanos) {
    boolean enough = has(bytes, nowNanos);
    if (enough) {
      saved -= bytes;
    }
    return enough;
  }
}
