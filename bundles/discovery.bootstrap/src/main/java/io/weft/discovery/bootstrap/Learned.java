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
import java.util.Set;

/**
 * Who was heard of by peer exchange, from whom, and how old the news was. Without the age two nodes
 * could tell each other for ever of a third one that is long gone. Safe on every thread.
 */
final class Learned {

  /** How long news are good for, from the moment at which somebody linked with the node spoke. */
  static final Duration GOOD_FOR = Duration.ofMinutes(10);

  /** The name of this source. */
  private static final String OWN = "bootstrap";

  /** Sources that pass on what others have said: this one, and discovery.gossip. */
  private static final Set<String> TALK = Set.of(OWN, "gossip");

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
   */
  record Hearsay(long sequence, NodeId teller, Instant fresh) {}

  private final Map<NodeId, Hearsay> nodes = new LinkedHashMap<>();

  /** A peer has told of a node, and the sink has taken it. */
  synchronized void note(NodeRecord record, NodeId teller, Instant fresh) {
    Hearsay before = nodes.remove(record.id());
    boolean younger = before == null || before.fresh.isBefore(fresh);
    nodes.put(record.id(), new Hearsay(record.sequence(), teller, younger ? fresh : before.fresh));
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

  /**
   * How long ago it was true for sure that the node is there.
   *
   * @return empty if only gossip says so, which spreads it by itself
   */
  synchronized Optional<Duration> age(Records.Known known, Instant now) {
    Optional<Instant> fresh =
        isCertain(known)
            ? Optional.of(known.connected() ? now : known.heard())
            : of(known.record().id()).map(Hearsay::fresh);
    return fresh.map(then -> then.isAfter(now) ? Duration.ZERO : Duration.between(then, now));
  }

  /**
   * Whether this node knows only by a peer that another is there: it is not told back to that one,
   * or two would assure each other of it.
   */
  synchronized boolean isOnlyFrom(NodeId peer, Records.Known known) {
    Hearsay hearsay = nodes.get(known.record().id());
    return hearsay != null && hearsay.teller.equals(peer) && !isCertain(known);
  }

  /**
   * Whether it need not be told. A node of which this source has told before it was started anew
   * must be, or it would be forgotten: nobody would be asked after it.
   */
  synchronized boolean isSettled(Records.Known known) {
    return nodes.containsKey(known.record().id())
        || known.connected()
        || known.vouchedBy().stream().anyMatch(each -> !each.equals(OWN));
  }

  /** Whether there is more than what connected nodes have told each other. */
  private static boolean isCertain(Records.Known known) {
    return known.connected() || known.vouchedBy().stream().anyMatch(each -> !TALK.contains(each));
  }
}
