package io.weft.discovery.bootstrap;

import io.weft.exchange.Handler;
import io.weft.node.NodeId;
import io.weft.testkit.FixedSelf;
import io.weft.testkit.TestNetwork;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Nodes in one process, linked as a test says: what discovery needs of the node, and no more. Safe
 * on every thread.
 */
final class Village {
  final Clock clock;
  private final TestNetwork network;
  private final Map<NodeId, Resident> residents = new ConcurrentHashMap<>();

  Village(TestNetwork network, Clock clock) {
    this.network = network;
    this.clock = clock;
  }

  TestNetwork network() {
    return network;
  }

  /** The node as its neighbours see it; made at the first time. */
  Resident resident(FixedSelf self) {
    return residents.computeIfAbsent(self.id(), fresh -> new Resident(this, self));
  }

  Optional<Resident> find(NodeId node) {
    return Optional.ofNullable(residents.get(node));
  }

  List<Resident> all() {
    return List.copyOf(residents.values());
  }

  void link(FixedSelf one, FixedSelf other) {
    resident(one).meet(resident(other));
    resident(other).meet(resident(one));
  }

  void unlink(FixedSelf one, FixedSelf other) {
    resident(one).part(resident(other));
    resident(other).part(resident(one));
  }

  /** What one node answers when another asks. */
  Optional<Handler> handler(NodeId asking, NodeId asked) {
    return find(asked)
        .filter(one -> one.isLinkedWith(asking))
        .flatMap(one -> Optional.ofNullable(one.handler()));
  }
}
