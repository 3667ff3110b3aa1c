package io.weft.node.directory;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Who has seen a peer, when last, and until when each is believed. Safe on every thread. */
public final class Sources {
  private final Map<String, Instant> seenBy = new HashMap<>();
  private final Map<String, Instant> leases = new HashMap<>();

  /** Whether that source had not seen it before. */
  public synchronized boolean seen(String source, Instant now, Instant until) {
    leases.put(source, until);
    return seenBy.put(source, now) == null;
  }

  /** A source says that it is gone. */
  public synchronized void unseen(String source) {
    leases.remove(source);
  }

  /** Whether one still vouches for it. */
  public synchronized boolean vouched(Instant now) {
    leases.values().removeIf(until -> until.isBefore(now));
    return !leases.isEmpty();
  }

  /** Whether this one still vouches for it. */
  public synchronized boolean vouchedBy(String source, Instant now) {
    Instant until = leases.get(source);
    return until != null && !until.isBefore(now);
  }

  /** Who still vouches for it. */
  public synchronized Set<String> vouching(Instant now) {
    leases.values().removeIf(until -> until.isBefore(now));
    return Set.copyOf(leases.keySet());
  }

  /** Nobody vouches for it any more. */
  public synchronized void clear() {
    leases.clear();
  }

  /** Who saw it, and when last. */
  public synchronized Map<String, Instant> seenBy() {
    return Map.copyOf(seenBy);
  }
}
