package io.weft.discovery.bootstrap;

import io.weft.node.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** When each caller was last answered: once in a while each. Used by one thread at a time. */
final class Callers {

  /** Callers remembered; only connected peers call, and a node has fewer. */
  private static final int MAX = 1024;

  private final Duration pause;
  private final Map<NodeId, Instant> answered = new LinkedHashMap<>();

  Callers(Duration pause) {
    this.pause = pause;
  }

  Duration pause() {
    return pause;
  }

  /** How long a caller has to wait; zero: it is answered now, and that is remembered. */
  Duration wait(NodeId caller, Instant now) {
    Instant last = answered.get(caller);
    if (last != null && now.isBefore(last.plus(pause))) {
      return Duration.between(now, last.plus(pause));
    }
    answered.remove(caller); // it goes to the end: the oldest stands first
    answered.put(caller, now);
    Iterator<Instant> oldest = answered.values().iterator();
    while (oldest.hasNext()
        && (!now.isBefore(oldest.next().plus(pause)) || answered.size() > MAX)) {
      oldest.remove();
    }
    return Duration.ZERO;
  }
}
