package io.weft.trust;

import io.weft.node.NodeId;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Decides who may call which service. Whiteboard: with several, each must allow; with none,
 * everyone in the network may. Called on a link's reader for every request of another node: safe on
 * every thread, never blocks.
 */
@FunctionalInterface
@ConsumerType
public interface AccessPolicy {

  /**
   * Whether a node may call an action.
   *
   * @param caller who asks, proven
   * @param roles what it says it is
   * @return empty if it may; otherwise why not, for people
   */
  Optional<String> refusal(NodeId caller, Set<String> roles, String path, String action);
}
