package io.weft.control.spread;

import io.weft.node.NodeId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** What is logged of a peer once a minute, however often it happens. Safe on every thread. */
final class Seldom {

  private static final Duration PAUSE = Duration.ofMinutes(1);

  /** Peers that are remembered; the oldest is forgotten first. */
  private static final int MOST = 1024;

  private final LongSupplier nanoTime;
  private final Map<NodeId, Long> last = new LinkedHashMap<>();

  Seldom(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  synchronized boolean now(NodeId peer) {
    long now = nanoTime.getAsLong();
    Long before = last.get(peer);
    if (before != null && now - before < PAUSE.toNanos()) {
      return false;
    }
    last.remove(peer);
    last.put(peer, now);
    if (last.size() > MOST) {
      last.remove(last.keySet().iterator().next());
    }
    return true;
  }
}
