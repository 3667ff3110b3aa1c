package io.weft.exchange;

import io.weft.node.NodeId;
import org.osgi.annotation.versioning.ProviderType;

/** A service that can be called, here or elsewhere. */
@ProviderType
public interface Service {

  /** What it says of itself. */
  ServiceDescription description();

  /** The node that offers it. */
  NodeId node();

  /** How its requests went, as counted here. */
  ServiceMetrics metrics();

  /** Whether it can be called at the moment. */
  State state();

  /** Whether a service can be called. */
  enum State {
    /** It can be called. */
    AVAILABLE,
    /** Its node is known but not connected at the moment. */
    UNREACHABLE,
    /** It is gone for good. */
    GONE
  }
}
