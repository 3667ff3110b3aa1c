package io.weft.node.peers;

import io.weft.node.NodeId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Who is at the table: peers that are connected, and those that are being linked. Counted exactly,
 * because many are found at the same instant. Safe on every thread; nothing blocks.
 */
final class Seats {
  private final Map<NodeId, Long> taken = new HashMap<>();

  /** Takes a seat unless so many are taken. Whether the peer has one now. */
  synchronized boolean take(NodeId peer, int limit) {
    if (!taken.containsKey(peer)) {
      if (taken.size() >= limit) {
        return false;
      }
      taken.put(peer, System.nanoTime());
    }
    return true;
  }

  synchronized void leave(NodeId peer) {
    taken.remove(peer);
  }

  synchronized boolean has(NodeId peer) {
    return taken.containsKey(peer);
  }

  synchronized int taken() {
    return taken.size();
  }

  /** Seats that were taken before this moment stay only with those who are still there. */
  synchronized void retain(long beforeNanos, Predicate<NodeId> there) {
    taken
        .entrySet()
        .removeIf(seat -> seat.getValue() - beforeNanos < 0 && !there.test(seat.getKey()));
  }
}
