package io.weft.node.peers;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Who has seen a peer, when last, and until when each is believed. Safe on every thread. */
final class Sources {
  private final Map<String, Instant> seenBy = new HashMap<>();
  private final Map<String, Instant> leases = new HashMap<>();

  /** Whether that source had not seen it before. */
  synchronized boolean seen(String source, Instant now, Instant until) {
    leases.put(source, until);
    return seenBy.put(source, now) == null;
  }

  /** A source says that it is gone. */
  synchronized void unseen(String source) {
    leases.remove(source);
  }

  /** Whether one still vouches for it. */
  synchronized boolean vouched(Instant now) {
    leases.values().removeIf(until -> until.isBefore(now));
    return !leases.isEmpty();
  }

  /** Nobody vouches for it any more. */
  synchronized void clear() {
    leases.clear();
  }

  /** Who saw it, and when last. */
  synchronized Map<String, Instant> seenBy() {
    return Map.copyOf(seenBy);
  }
}
