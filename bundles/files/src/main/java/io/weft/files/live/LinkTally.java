package io.weft.files.live;

import io.weft.files.live.LinkUse.Which;
import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What went over each link since a transfer began. Of one that is gone it counts what was seen when
 * somebody looked last. Not thread-safe.
 */
final class LinkTally {

  /** Links of which it is known: one that breaks all the time must not take memory. */
  private static final int MOST = 64;

  /** Links with less than this share of all carry heartbeats, not files. */
  private static final double LEAST = 0.01;

  private record Count(long before, long bytes) {}

  private final Map<Which, Count> counts =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Which, Count> eldest) {
          return size() > MOST;
        }
      };

  /**
   * @param now what is there when the transfer begins
   */
  LinkTally(List<LinkUse> now) {
    begin(now);
  }

  /** What went over these until now does not count. */
  void begin(List<LinkUse> now) {
    now.forEach(each -> counts.putIfAbsent(each.which(), new Count(each.bytes(), 0)));
  }

  void look(List<LinkUse> now) {
    for (LinkUse each : now) {
      long before = counts.getOrDefault(each.which(), new Count(0, 0)).before;
      counts.put(each.which(), new Count(before, each.bytes() - before));
    }
  }

  /** By the other end; links over which next to nothing went are left out. */
  Map<URI, Long> bytes() {
    double least = LEAST * counts.values().stream().mapToLong(Count::bytes).sum();
    Map<URI, Long> bytes = new HashMap<>();
    counts.forEach(
        (link, count) -> {
          if (count.bytes > least) {
            bytes.merge(link.remote(), count.bytes, Long::sum);
          }
        });
    return bytes;
  }
}
