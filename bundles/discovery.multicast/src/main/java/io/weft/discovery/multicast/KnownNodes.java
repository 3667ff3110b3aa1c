package io.weft.discovery.multicast;

import io.weft.node.NodeId;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The nodes whose record was admitted, with their key and the last counter heard: what is needed to
 * believe a datagram without a record, and to drop a replayed one. Used by one thread.
 */
final class KnownNodes {

  /** Nodes remembered: some 0.5 KiB each. The one that was silent longest is forgotten first. */
  static final int MAX_NODES = 4096;

  /**
   * After so long a silence a node may begin with any counter: its clock may have been set back
   * while it was away. Twice the time that an announcement is believed.
   */
  static final Duration COUNTER_MEMORY = Duration.ofSeconds(60);

  private final Map<NodeId, Heard> nodes = new RateLimits.Newest<>(MAX_NODES);

  /** Whether it is new: not a replay, not overtaken by a later one. */
  boolean isNew(NodeId node, long counter, long nowNanos) {
    Heard heard = nodes.get(node);
    return heard == null
        || counter > heard.counter
        || nowNanos - heard.nanos > COUNTER_MEMORY.toNanos();
  }

  /** The key of a node that was admitted. */
  Optional<PublicKey> keyOf(NodeId node) {
    return Optional.ofNullable(nodes.get(node)).map(heard -> heard.key);
  }

  /**
   * Remembers a datagram whose signature was right.
   *
   * @return whether the node was not here before
   */
  boolean heard(NodeId node, PublicKey key, long counter, long nowNanos) {
    Heard before = nodes.put(node, new Heard(key, counter, nowNanos, false));
    return before == null || before.left;
  }

  /** A node has said goodbye: its counter is still remembered. */
  void left(NodeId node, long counter, long nowNanos) {
    @Nullable Heard before = nodes.get(node);
    if (before != null) {
      nodes.put(node, new Heard(before.key, counter, nowNanos, true));
    }
  }

  /** How many are remembered. */
  int size() {
    return nodes.size();
  }

  private record Heard(PublicKey key, long counter, long nanos, boolean left) {}
}
