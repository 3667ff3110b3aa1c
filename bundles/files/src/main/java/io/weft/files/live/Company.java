package io.weft.files.live;

import io.weft.node.NodeId;
import java.util.List;

/** What is known of the nodes at the other side. Safe on every thread. */
public interface Company {

  /** Another number for each time that a node was connected; 0 while it is not. */
  long session(NodeId node);

  /** Whether this one is connected at the moment. */
  default boolean connected(NodeId node) {
    return session(node) != 0;
  }

  /** Whether it runs on this machine. */
  boolean sameHost(NodeId node);

  /** The links to it. */
  List<LinkUse> links(NodeId node);

  /** What people call it. */
  String name(NodeId node);
}
