package io.weft.exchange;

import io.weft.node.NodeId;
import java.time.Duration;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** A request as its handler sees it; as a payload it is the parameters. */
@ProviderType
public interface Request extends Payload {

  /** The path of the service. */
  String path();

  /** The action that is asked for; one of those that the handler's service declares. */
  String action();

  /**
   * Who asks, proven; this node itself for a local request. Of a relayed request: who asks as the
   * node says that relayed it, and both may call the service.
   */
  NodeId caller();

  /** The neighbour that relayed it, if the caller has no link to this node. */
  default Optional<NodeId> relayedBy() {
    return Optional.empty();
  }

  /** How long the caller still waits; zero or negative when nobody does any more. */
  Duration remaining();
}
