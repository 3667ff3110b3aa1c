package io.weft.exchange;

import io.weft.node.NodeId;
import org.osgi.annotation.versioning.ProviderType;

/** The answer to a request; as a payload it is the result. */
@ProviderType
public interface Reply extends Payload {

  /** Who answered; this node itself for a local request. */
  NodeId from();
}
