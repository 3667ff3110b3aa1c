package io.weft.files.live;

import io.weft.node.NodeId;
import java.net.URI;
import java.util.Map;

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

  /** Bytes that came and went on each link of it, by the other end. */
  Map<URI, Long> bytesOfLinks(NodeId node);

  /** What people call it. */
  String name(NodeId node);
}
