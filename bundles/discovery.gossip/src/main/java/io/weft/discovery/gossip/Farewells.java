package io.weft.discovery.gossip;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who has said goodbye, and with which record: an echo of that does not bring it back. Used by one
 * thread.
 */
final class Farewells {

  /** As long as anybody may still believe in it: until a roll call is over everywhere. */
  static final Duration KEPT = Duration.ofMinutes(10);

  /** About 500 KB; one that is forgotten too early costs a few minutes of belief in a ghost. */
  static final int MAX = 4096;

  private record Farewell(long sequence, long untilNanos) {}

  private final Map<Long, Farewell> all = new LinkedHashMap<>();

  void add(long key, long sequence, long nowNanos) {
    all.remove(key);
    if (all.size() >= MAX) {
      all.remove(all.keySet().iterator().next());
    }
    all.put(key, new Farewell(sequence, nowNanos + KEPT.toNanos()));
  }

  boolean covers(long key, long sequence, long nowNanos) {
    Farewell farewell = all.get(key);
    return farewell != null && sequence <= farewell.sequence && nowNanos - farewell.untilNanos < 0;
  }

  void forget(long key) {
    all.remove(key);
  }

  void expire(long nowNanos) {
    Iterator<Farewell> oldest = all.values().iterator();
    while (oldest.hasNext() && nowNanos - oldest.next().untilNanos >= 0) {
      oldest.remove();
    }
  }
}
