package io.weft.discovery.multicast;

import java.util.concurrent.TimeUnit;

/** So many a second on average, with a burst. Used by one thread. */
final class TokenBucket {

  private final double perNano;
  private final double burst;
  private double tokens;
  private long filledNanos;

  /**
   * @param nowNanos by the clock that {@link #take} is given
   */
  TokenBucket(double perSecond, double burst, long nowNanos) {
    this.perNano = perSecond / TimeUnit.SECONDS.toNanos(1);
    this.burst = burst;
    this.tokens = burst;
    this.filledNanos = nowNanos;
  }

  /** Takes one, if there is one. */
  boolean take(long nowNanos) {
    tokens = Math.min(burst, tokens + (nowNanos - filledNanos) * perNano);
    filledNanos = nowNanos;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }

  /** Takes more, down to the size of a burst below nothing. */
  void fine(double more) {
    tokens = Math.max(-burst, tokens - more);
  }
}
