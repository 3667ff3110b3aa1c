package io.weft.node.events;

import io.weft.events.Broadcast;
import io.weft.node.NodeId;
import io.weft.node.events.Plan.Hop;
import io.weft.node.events.Plan.Sharing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who gets one event.
 *
 * @param here whether the subscriptions of this process do that get all
 * @param membersHere members of groups in this process
 * @param groupsHere their groups
 * @param hops ways to other nodes that get it for subscriptions that get all
 * @param nodes those nodes, and those of {@code shared} that get it for such, too
 * @param shared other nodes that get it for members of groups
 */
record Choice(
    boolean here,
    List<EventQueue> membersHere,
    List<String> groupsHere,
    List<Hop> hops,
    Set<NodeId> nodes,
    Map<NodeId, List<String>> shared) {

  static Choice of(Plan plan, Broadcast broadcast, NodeId self, Plans plans) {
    if (broadcast == Broadcast.ONE_PER_SERVICE) {
      Set<NodeId> chosen = new HashSet<>();
      plan.services().forEach(each -> chosen.add(each.nextNode()));
      boolean here = chosen.remove(self);
      return new Choice(here, List.of(), List.of(), plans.hops(chosen), chosen, Map.of());
    }
    boolean stays = broadcast == Broadcast.LOCAL_ONLY;
    if (plan.groups().isEmpty()) {
      return new Choice(
          true,
          List.of(),
          List.of(),
          stays ? List.of() : plan.hops(),
          stays ? Set.of() : plan.nodes(),
          Map.of());
    }
    List<EventQueue> membersHere = new ArrayList<>();
    List<String> groupsHere = new ArrayList<>();
    Map<NodeId, List<String>> shared = new LinkedHashMap<>();
    for (Sharing group : plan.groups()) {
      NodeId node = stays ? self : group.nextNode();
      if (!node.equals(self)) {
        shared.computeIfAbsent(node, each -> new ArrayList<>()).add(group.name());
      } else if (!group.here().isEmpty()) {
        membersHere.add(group.nextHere());
        groupsHere.add(group.name());
      }
    }
    if (stays) {
      return new Choice(true, membersHere, groupsHere, List.of(), Set.of(), Map.of());
    }
    Set<NodeId> alone = new HashSet<>(plan.nodes());
    alone.removeAll(shared.keySet());
    List<Hop> hops = shared.isEmpty() ? plan.hops() : plans.hops(alone);
    return new Choice(true, membersHere, groupsHere, hops, plan.nodes(), shared);
  }
}
