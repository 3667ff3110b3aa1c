package io.weft.node.session;

import io.weft.netif.InterfaceKind;
import java.time.Duration;

/**
 * What sending over a path costs: about the time that 64 KiB take to be there. Paths are ranked by
 * what they run over (same machine, then RDMA, Thunderbolt, Ethernet by speed, Wi-Fi, the rest); a
 * round trip far beyond what is usual for that says that it is not what it claims, and counts.
 */
public final class LinkCost {

  /** What is sent in the imagined transfer (bits). */
  private static final double BITS = 64 * 1024 * 8;

  /** Ethernet is cheaper than Wi-Fi at any speed (nanoseconds). */
  private static final long ETHERNET_AT_MOST = 6_000_000;

  /** Ethernet of unknown speed counts as the usual one (megabits a second). */
  private static final long USUAL_ETHERNET_MBPS = 1_000;

  /** The least and the most that a transport may claim (percent). */
  private static final int LEAST_PERCENT = 10;

  private static final int MOST_PERCENT = 10_000;

  private LinkCost() {}

  /**
   * The cost of a path that nothing was measured of yet, in nanoseconds.
   *
   * @param transportPercent what the transport costs beside TCP over the same interface; bounded
   */
  public static long expected(Medium medium, int transportPercent) {
    long percent = Math.max(LEAST_PERCENT, Math.min(MOST_PERCENT, transportPercent));
    return base(medium) * percent / 100;
  }

  /**
   * The cost with what was measured. Within the machine a slow round trip tells how busy it is, not
   * which way is better: there nothing is corrected.
   *
   * @param expectedNanos from {@link #expected}
   * @param roundTripNanos 0 if none was measured
   */
  public static long corrected(long expectedNanos, Medium medium, long roundTripNanos) {
    if (medium.kind() == InterfaceKind.LOOPBACK) {
      return expectedNanos;
    }
    long usual = usualRoundTrip(medium).toNanos();
    return roundTripNanos <= usual
        ? expectedNanos
        : (long) (expectedNanos * ((double) roundTripNanos / usual));
  }

  private static long base(Medium medium) {
    return switch (medium.kind()) {
      case LOOPBACK -> 5_000;
      case INFINIBAND -> 20_000;
      case THUNDERBOLT -> 60_000;
      case ETHERNET -> Math.min(ETHERNET_AT_MOST, 70_000 + wireNanos(medium.speedMbps()));
      case WIFI -> 8_000_000;
      case CELLULAR -> 50_000_000;
      case UNKNOWN -> 60_000_000;
      case VIRTUAL -> 80_000_000;
    };
  }

  private static long wireNanos(long speedMbps) {
    return (long) (BITS * 1_000 / (speedMbps > 0 ? speedMbps : USUAL_ETHERNET_MBPS));
  }

  /** Beyond this, under load too, a path is slower than its kind should be. */
  private static Duration usualRoundTrip(Medium medium) {
    return switch (medium.kind()) {
      case LOOPBACK, INFINIBAND -> Duration.ofMillis(5);
      case THUNDERBOLT, ETHERNET -> Duration.ofMillis(10);
      case WIFI, UNKNOWN, VIRTUAL -> Duration.ofMillis(50);
      case CELLULAR -> Duration.ofMillis(200);
    };
  }
}
