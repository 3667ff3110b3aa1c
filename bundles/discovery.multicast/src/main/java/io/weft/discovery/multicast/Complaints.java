package io.weft.discovery.multicast;

import io.weft.discovery.SightingSink;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Senders whose datagrams are no announcements: told to the user, some of them, for a while. Used
 * by one thread.
 */
final class Complaints {

  /** In a second and at once: anybody can send them, from ever new addresses. */
  private static final double PER_SECOND = 0.2;

  private static final double AT_ONCE = 3;

  /** So long after the last one it is no trouble any more. */
  private static final Duration SHOWN = Duration.ofMinutes(1);

  private final SightingSink sink;
  private final TokenBucket limit;

  /** When each was last told; as many as the limit allows in the time that they are shown. */
  private final Map<String, Long> told = new HashMap<>();

  Complaints(SightingSink sink, long nowNanos) {
    this.sink = sink;
    limit = new TokenBucket(PER_SECOND, AT_ONCE, nowNanos);
  }

  void about(String place, String reason, long nowNanos) {
    if (limit.take(nowNanos)) {
      told.put(place, nowNanos);
      sink.failed(place, reason);
    }
  }

  /** Takes back what is long ago. */
  void review(long nowNanos) {
    told.entrySet()
        .removeIf(
            each -> {
              boolean over = nowNanos - each.getValue() > SHOWN.toNanos();
              if (over) {
                sink.recovered(each.getKey());
              }
              return over;
            });
  }
}
