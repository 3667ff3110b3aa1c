package io.weft.node.events;

import io.weft.node.NodeId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who is not there and is owed the events of a topic that are delivered at least once.
 *
 * @param nodes for subscriptions that get all
 * @param shared for members of groups of which nobody is there
 * @param acknowledging those of them on which a subscription asked for it
 */
record Absent(Set<NodeId> nodes, Map<NodeId, List<String>> shared, Set<NodeId> acknowledging) {
  static final Absent NOBODY = new Absent(Set.of(), Map.of(), Set.of());

  boolean isEmpty() {
    return nodes.isEmpty() && shared.isEmpty();
  }

  /**
   * Those that are owed an event.
   *
   * @param asked whether the publisher wants it to be acknowledged, and not only subscriptions
   */
  Absent of(boolean asked) {
    if (asked || isEmpty()) {
      return this;
    }
    if (acknowledging.isEmpty()) {
      return NOBODY;
    }
    Set<NodeId> all = new HashSet<>(nodes);
    all.retainAll(acknowledging);
    Map<NodeId, List<String>> members = new HashMap<>(shared);
    members.keySet().retainAll(acknowledging);
    return new Absent(all, members, acknowledging);
  }
}
