package io.weft.discovery.multicast;

import io.weft.node.NodeId;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The nodes whose record was admitted, with the record, their key and the last counter heard: what
 * is needed to believe a datagram without a record, and to drop a replayed one. Used by one thread.
 */
final class KnownNodes {

  /** Nodes remembered: some 1.5 KiB each. The one that was silent longest is forgotten first. */
  static final int MAX_NODES = 4096;

  /**
   * After so long a silence, or twice the time that it was believed if that is longer, a node may
   * begin with any counter: its clock may have been set back while it was away.
   */
  static final Duration COUNTER_MEMORY = Duration.ofSeconds(60);

  private final Map<NodeId, Heard> nodes = new RateLimits.Newest<>(MAX_NODES);

  /**
   * What a node has last said.
   *
   * @param key that signs its datagrams
   * @param signedRecord its record as it was signed; must not change
   * @param sequence of that record
   * @param nanos when
   * @param validFor how long it is believed
   * @param left whether it has said goodbye
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Heard(
      PublicKey key,
      byte[] signedRecord,
      long sequence,
      long counter,
      long nanos,
      Duration validFor,
      boolean left) {

    boolean present(long nowNanos) {
      return !left && nowNanos - nanos <= validFor.toNanos();
    }
  }

  /** Whether it is new: not a replay, not overtaken by a later one. */
  boolean isNew(NodeId node, long counter, long nowNanos) {
    Heard heard = nodes.get(node);
    return heard == null
        || counter > heard.counter
        || nowNanos - heard.nanos
            > Math.max(COUNTER_MEMORY.toNanos(), 2 * heard.validFor.toNanos());
  }

  /** What a node that was admitted has last said; null if there is no such node. */
  @Nullable Heard find(NodeId node) {
    return nodes.get(node);
  }

  /**
   * Remembers a datagram whose signature was right.
   *
   * @return whether the node was not here before
   */
  boolean heard(NodeId node, Heard heard) {
    Heard before = nodes.put(node, heard);
    return before == null || !before.present(heard.nanos);
  }

  /** A node has said goodbye: its counter is still remembered. */
  void left(NodeId node, long counter, long nowNanos) {
    @Nullable Heard before = nodes.get(node);
    if (before != null) {
      nodes.put(
          node,
          new Heard(
              before.key,
              before.signedRecord,
              before.sequence,
              counter,
              nowNanos,
              before.validFor,
              true));
    }
  }

  /** It is not believed any more. */
  void forget(NodeId node) {
    nodes.remove(node);
  }

  /** How many are here at the moment. */
  int present(long nowNanos) {
    int present = 0;
    for (Heard each : nodes.values()) {
      present += each.present(nowNanos) ? 1 : 0;
    }
    return present;
  }
}
