package io.weft.node.peers;

import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who has said goodbye and was forgotten, with the record that it had: others may tell of it for a
 * while as if it were there. One that comes back has a newer record. Safe on every thread.
 */
final class Departed {

  /** As long as a source is believed at most. */
  private static final Duration REMEMBERED = Duration.ofMinutes(10);

  /** Of more, the first is forgotten. */
  private static final int MAX_NODES = 4096;

  private record Goodbye(long sequence, Instant until) {}

  private final Map<NodeId, Goodbye> nodes = new LinkedHashMap<>();

  /** It is gone by its own word. */
  synchronized void add(NodeRecord last, Instant now) {
    nodes.remove(last.id());
    nodes.put(last.id(), new Goodbye(last.sequence(), now.plus(REMEMBERED)));
    if (nodes.size() > MAX_NODES) {
      nodes.remove(nodes.keySet().iterator().next());
    }
  }

  /** Whether this is only an echo of one that is gone. */
  synchronized boolean isEcho(NodeRecord told, Instant now) {
    Goodbye goodbye = nodes.get(told.id());
    if (goodbye == null) {
      return false;
    }
    if (told.sequence() > goodbye.sequence || now.isAfter(goodbye.until)) {
      nodes.remove(told.id());
      return false;
    }
    return true;
  }

  /** It is here, whatever it has said. */
  synchronized void forget(NodeId id) {
    nodes.remove(id);
  }
}
