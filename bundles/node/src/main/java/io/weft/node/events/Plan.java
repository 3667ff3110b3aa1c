package io.weft.node.events;

import io.weft.node.NodeId;
import io.weft.node.events.OwnTopics.OwnTopic;
import io.weft.node.session.Session;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who gets the events of one topic, as of one version of the audience. Only whose turn it is ever
 * changes.
 *
 * @param prompt subscriptions of this process that get every event and never block
 * @param patient those that block who publishes
 * @param nodes other nodes on which somebody gets every event
 * @param hops the ways to them
 * @param acknowledging other nodes on which a subscription acknowledges
 * @param absent who is owed what is delivered at least once
 */
record Plan(
    long version,
    OwnTopic topic,
    List<EventQueue> prompt,
    List<EventQueue> patient,
    Set<NodeId> nodes,
    List<Hop> hops,
    Set<NodeId> acknowledging,
    boolean acknowledgesHere,
    List<Sharing> groups,
    List<Sharing> services,
    Absent absent) {

  /**
   * A way on which one frame goes to some nodes.
   *
   * @param targets raw ids of them, one after the other; empty: the node at its other end alone
   */
  record Hop(Session session, List<NodeId> nodes, byte[] targets) {}

  /**
   * Nodes of which one gets an event, in turn.
   *
   * @param name of the group, or the path of the service
   * @param here members in this process
   */
  record Sharing(
      String name,
      List<NodeId> nodes,
      List<EventQueue> here,
      AtomicInteger turn,
      AtomicInteger turnHere) {

    Sharing(String name, List<NodeId> nodes, List<EventQueue> here) {
      // Anywhere: publishers that begin with the same one would flood it.
      this(name, nodes, here, anywhere(), anywhere());
    }

    private static AtomicInteger anywhere() {
      return new AtomicInteger(ThreadLocalRandom.current().nextInt(1 << 20));
    }

    NodeId nextNode() {
      return nodes.get(Math.floorMod(turn.getAndIncrement(), nodes.size()));
    }

    EventQueue nextHere() {
      return here.get(Math.floorMod(turnHere.getAndIncrement(), here.size()));
    }
  }

  /** Whether it reaches a node at all. */
  boolean reaches(NodeId node) {
    return nodes.contains(node) || groups.stream().anyMatch(each -> each.nodes.contains(node));
  }
}
