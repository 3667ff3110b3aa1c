package io.weft.exchange;

import io.weft.node.NodeId;
import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/** A request as its handler sees it; as a payload it is the parameters. */
@ProviderType
public interface Request extends Payload {

  /** The path of the service. */
  String path();

  /** The action that is asked for; one of those that the handler's service declares. */
  String action();

  /** Who asks, proven; this node itself for a local request. */
  NodeId caller();

  /** How long the caller still waits; zero or negative when nobody does any more. */
  Duration remaining();
}
