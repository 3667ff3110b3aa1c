package io.weft.exchange;

import io.weft.node.NodeId;
import java.time.Duration;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** A request as its handler sees it; as a payload it is the parameters. */
@ProviderType
public interface Request extends Payload {

  /** Code of the answer to a plain request for an action that needs a conversation. */
  String NO_CONVERSATION = "no_conversation";

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

  /** 0 is normal, larger goes first, up to {@link RequestOptions#MAX_PRIORITY}. */
  default int priority() {
    return 0;
  }

  /**
   * The handler's end of the conversation that the request has opened. When the handler is done, so
   * is the conversation: what it returns is the last item, unless it is {@code null} or an empty
   * {@link java.util.Optional}, and what it throws is the error that follows the items.
   *
   * @throws ApplicationException with the code {@link #NO_CONVERSATION} if the request was made
   *     without one
   */
  default Conversation conversation() {
    throw new ApplicationException(
        NO_CONVERSATION,
        action() + " of " + path() + " sends or takes a stream: open a conversation with it");
  }

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
