package io.weft.exchange;

import io.weft.node.NodeId;
import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A request on its way past an {@link Interceptor}. Used by one thread at a time, and not after the
 * method of the interceptor has returned.
 */
@ProviderType
public interface Intercepted {

  /** The path of the service. */
  String path();

  /** The action that is asked for. */
  String action();

  /** Who asks, proven; this node itself for requests that it makes. */
  NodeId caller();

  /** How long the caller still waits. */
  Duration remaining();

  /** What travels with it; what interceptors before this one have set is there. */
  Headers headers();

  /**
   * Sets what travels with it from here on: to the node that serves it, or to the handler and the
   * requests that it makes {@linkplain RequestOptions#within within} this one.
   */
  void headers(Headers next);
}
