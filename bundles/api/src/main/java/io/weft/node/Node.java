package io.weft.node;

import org.osgi.annotation.versioning.ProviderType;

/** The running node. All methods are safe on every thread and return at once. */
@ProviderType
public interface Node {

  /** What this node says of itself at the moment. */
  NodeRecord record();

  /** Whether the node listens on at least one address and its discovery has started. */
  boolean ready();
}
