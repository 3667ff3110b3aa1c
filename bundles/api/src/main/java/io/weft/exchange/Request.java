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

  /** What travels with it beside its parameters. */
  default Headers headers() {
    return Headers.NONE;
  }

  /** Whether nobody waits for the answer any more: the caller has cancelled, or the time is up. */
  default boolean cancelled() {
    return remaining().isZero() || remaining().isNegative();
  }

  /**
   * Is told once when nobody waits for the answer any more, unless it was given before; at once if
   * that is so already. Runs on a thread of the node and may block; what it throws is logged.
   *
   * @throws IllegalStateException if more than 64 want to be told
   */
  default void whenCancelled(Runnable told) {}

  /**
   * Interrupts the thread that calls this when nobody waits for the answer any more, at the latest
   * until the handler returns. For handlers that wait in what can be interrupted; without it, no
   * thread is. Not for non-blocking handlers, whose threads deliver frames.
   *
   * @throws IllegalStateException if it is called on a thread that delivers frames
   */
  default void interruptWhenCancelled() {}
}
