package io.weft.exchange;

import io.weft.node.NodeId;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A request that got no answer. The message says what was tried, where, and how it went; {@link
 * #outcome} says whether trying again is safe.
 */
@SuppressWarnings("serial") // it is never written: nothing here uses Java serialization
public final class RequestException extends RuntimeException {
  private static final long serialVersionUID = 2L;

  /** What is known of the handler. */
  public enum Outcome {
    /** No handler has seen the request: trying again is safe. */
    NOT_SENT,
    /** A handler may have run: trying again is safe only if the action is idempotent. */
    UNKNOWN
  }

  /** Why there is no answer. */
  public enum Reason {
    /** No node offers this service, or none of those asked does any more. */
    NO_SERVICE,
    /** The service has no such action. */
    NO_ACTION,
    /** The caller may not call it there: roles or rules must change first. */
    FORBIDDEN,
    /** The time was up. */
    DEADLINE,
    /** The peer, or the way to it, is gone, or there is none that will do. */
    LINK_LOST,
    /** Too much is under way, here or there, or too little of it is answered. */
    OVERLOADED,
    /** The parameters could not be encoded. */
    NOT_ENCODABLE,
    /** The request or its answer is larger than the network's {@code max_message_size}. */
    TOO_LARGE,
    /** The node is stopping. */
    STOPPING,
    /** The other node's version of Weft does not know what was asked. */
    TOO_OLD,
    /** An option cannot be used; the message says which one, and what can be. */
    BAD_OPTIONS
  }

  /**
   * A node that was asked, or was to be.
   *
   * @param node which one
   * @param outcome what is known of the handler there
   * @param reason why it gave no answer
   * @param how the same for people
   */
  public record Try(NodeId node, Outcome outcome, Reason reason, String how) {

    /** Such as {@code 5xk3abcd: no service}. */
    @Override
    public String toString() {
      return node.shortText() + ": " + how;
    }
  }

  private final Outcome outcome;
  private final Reason reason;
  private final List<Try> tries;
  private final Optional<URI> link;

  /** A failure before any node was asked. */
  public RequestException(Outcome outcome, Reason reason, String message) {
    this(outcome, reason, message, List.of(), Optional.empty());
  }

  /** A failure before any node was asked. */
  public RequestException(Outcome outcome, Reason reason, String message, Throwable cause) {
    this(outcome, reason, message);
    initCause(cause);
  }

  /**
   * A failure after some were asked.
   *
   * @param tries the nodes in the order in which they were asked
   * @param link the address at the other end of the link that carried the last try
   */
  public RequestException(
      Outcome outcome, Reason reason, String message, List<Try> tries, Optional<URI> link) {
    super(message);
    this.outcome = outcome;
    this.reason = reason;
    this.tries = List.copyOf(tries);
    this.link = link;
  }

  /** What is known of the handler; of several nodes, of all of them. */
  public Outcome outcome() {
    return outcome;
  }

  /** Why there is no answer. */
  public Reason reason() {
    return reason;
  }

  /** Whether the same request may be made again without running twice. */
  public boolean retrySafe() {
    return outcome == Outcome.NOT_SENT;
  }

  /** The nodes that were tried, in order. */
  public List<Try> tries() {
    return tries;
  }

  /** The node that was tried last. */
  public Optional<NodeId> peer() {
    return tries.isEmpty() ? Optional.empty() : Optional.of(tries.get(tries.size() - 1).node());
  }

  /** The address at the other end of the link that carried the last try. */
  public Optional<URI> link() {
    return link;
  }
}
