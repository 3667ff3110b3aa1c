package io.weft.node.events;

import io.weft.node.NodeId;
import io.weft.node.session.Session;
import org.jspecify.annotations.Nullable;

/** How events get to nodes, with or without a link to them. Safe on every thread. */
public interface EventPaths {

  /** How many nodes may relay an event one after the other; also ends what goes in circles. */
  int MAX_HOPS = 8;

  /**
   * The session with the node, or with the neighbour that relays to it; none: it is not reached.
   */
  @Nullable Session towards(NodeId node);

  /** Whether this node passes on what others send to others. */
  boolean relays();

  /**
   * Whether events in the name of this node are believed when another one relays them: not of
   * banned nodes, nor of those that have had a link to this node for a while and say what they say
   * themselves.
   */
  boolean believes(NodeId publisher);
}
