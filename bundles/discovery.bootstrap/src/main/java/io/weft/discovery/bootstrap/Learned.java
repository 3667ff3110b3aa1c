package io.weft.discovery.bootstrap;

import io.weft.discovery.Records;
import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;

/**
 * Who was heard of by peer exchange, from whom, and how old the news was. Without the age two nodes
 * could tell each other for ever of a third one that is long gone. Safe on every thread.
 */
final class Learned {

  /** How long news are good for, from the moment at which somebody linked with the node spoke. */
  static final Duration GOOD_FOR = Duration.ofMinutes(10);

  /** Nodes remembered; with those that are linked, see {@link #MAX_UNLINKED}. */
  private static final int MAX = 1024;

  /**
   * Nodes that this source keeps known although nobody here is linked with them. Enough to choose
   * company from; what it costs is the same in a network of any size.
   */
  static final int MAX_UNLINKED = 256;

  /**
   * @param teller who told it last
   * @param fresh when it was true for sure
   * @param reported when the sink was last told
   */
  record Hearsay(long sequence, NodeId teller, Instant fresh, Instant reported) {}

  private final Map<NodeId, Hearsay> nodes = new LinkedHashMap<>();

  /** A peer has told of a node, and the sink has taken it. */
  synchronized void note(NodeRecord record, NodeId teller, Instant fresh, Instant now) {
    Hearsay before = nodes.remove(record.id());
    boolean younger = before == null || before.fresh.isBefore(fresh);
    nodes.put(
        record.id(), new Hearsay(record.sequence(), teller, younger ? fresh : before.fresh, now));
    if (nodes.size() > MAX) {
      nodes.remove(nodes.keySet().iterator().next());
    }
  }

  synchronized Optional<Hearsay> of(NodeId node) {
    return Optional.ofNullable(nodes.get(node));
  }

  synchronized void forget(NodeId node) {
    nodes.remove(node);
  }

  /** All of them, the longest not told of first. */
  synchronized List<Entry<NodeId, Hearsay>> all() {
    return List.copyOf(nodes.entrySet());
  }

  /** How long ago it was true for sure that the node is there. */
  synchronized Duration age(Records.Known known, Instant now) {
    if (known.connected()) {
      return Duration.ZERO;
    }
    Hearsay hearsay = nodes.get(known.record().id());
    Instant fresh =
        hearsay == null || known.heard().isAfter(hearsay.reported) ? known.heard() : hearsay.fresh;
    Duration age = Duration.between(fresh, now);
    return age.isNegative() ? Duration.ZERO : age;
  }
}
