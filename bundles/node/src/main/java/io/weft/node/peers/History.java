package io.weft.node.peers;

import io.weft.peer.PeerEvent;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;

/** What happened with a peer, bounded. Safe on every thread. */
final class History {

  /** Events that are remembered for {@code explain}. */
  private static final int MAX = 64;

  private final ArrayDeque<PeerEvent> events = new ArrayDeque<>();

  synchronized PeerEvent note(Instant now, PeerEvent.Kind kind, String detail) {
    PeerEvent event = new PeerEvent(now, kind, detail);
    if (events.size() >= MAX) {
      events.poll();
    }
    events.add(event);
    return event;
  }

  /** Oldest first. */
  synchronized List<PeerEvent> all() {
    return List.copyOf(events);
  }
}
