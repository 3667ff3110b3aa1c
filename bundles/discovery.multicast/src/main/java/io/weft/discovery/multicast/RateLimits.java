package io.weft.discovery.multicast;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A token bucket for each of many, and one for all together. Remembers a bounded number of them,
 * the ones used last. Used by one thread.
 */
final class RateLimits<K> {

  private final double perSecond;
  private final double burst;
  private final TokenBucket overall;
  private final Map<K, TokenBucket> buckets;

  /**
   * @param maxRemembered whoever was forgotten begins with a full burst
   */
  RateLimits(
      double perSecond,
      double burst,
      double overallPerSecond,
      double overallBurst,
      int maxRemembered,
      long nowNanos) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.overall = new TokenBucket(overallPerSecond, overallBurst, nowNanos);
    this.buckets = new Newest<>(maxRemembered);
  }

  /** Whether one more is allowed to this one now; counted if so. */
  boolean allows(K who, long nowNanos) {
    return buckets
            .computeIfAbsent(who, k -> new TokenBucket(perSecond, burst, nowNanos))
            .take(nowNanos)
        && overall.take(nowNanos);
  }

  /** Takes more from one, down to the size of its burst below nothing. */
  void fine(K who, double tokens) {
    TokenBucket bucket = buckets.get(who);
    if (bucket != null) {
      bucket.fine(tokens);
    }
  }

  /** How many are remembered. */
  int remembered() {
    return buckets.size();
  }

  /** A map that keeps its newest entries by use. */
  static final class Newest<K, V> extends LinkedHashMap<K, V> {
    private final int max;

    Newest(int max) {
      super(16, 0.75f, true);
      this.max = max;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > max;
    }
  }
}
