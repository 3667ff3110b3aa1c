package io.weft.node.peers;

import io.weft.node.NodeId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Who is at the table: peers that are connected, and those that are being linked. Counted exactly,
 * because many are found at the same instant. Safe on every thread; nothing blocks.
 */
final class Seats {
  private final Map<NodeId, Long> taken = new HashMap<>();
  private final LongSupplier nanos;

  /**
   * @param nanos the time, as {@link System#nanoTime}
   */
  Seats(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Takes a seat unless so many are taken. Whether the peer has one now. */
  synchronized boolean take(NodeId peer, int limit) {
    if (!taken.containsKey(peer)) {
      if (taken.size() >= limit) {
        return false;
      }
      taken.put(peer, nanos.getAsLong());
    }
    return true;
  }

  synchronized void leave(NodeId peer) {
    taken.remove(peer);
  }

  synchronized boolean has(NodeId peer) {
    return taken.containsKey(peer);
  }

  /** Whether it has had its seat for longer than this. */
  synchronized boolean hasFor(Duration time, NodeId peer) {
    Long since = taken.get(peer);
    return since != null && nanos.getAsLong() - since > time.toNanos();
  }

  synchronized int taken() {
    return taken.size();
  }

  /** Seats that were taken longer ago than this stay only with those who are still there. */
  synchronized void retain(Duration time, Predicate<NodeId> there) {
    long before = nanos.getAsLong() - time.toNanos();
    taken.entrySet().removeIf(seat -> seat.getValue() - before < 0 && !there.test(seat.getKey()));
  }
}
