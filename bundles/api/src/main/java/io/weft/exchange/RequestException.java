package io.weft.exchange;

/**
 * A request that got no answer. The message says what was tried, where, and how it went; {@link
 * #outcome} says whether trying again is safe.
 */
public final class RequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

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
    /** The peer, or the way to it, is gone. */
    LINK_LOST,
    /** Too much is under way, here or there. */
    OVERLOADED,
    /** The parameters could not be encoded. */
    NOT_ENCODABLE,
    /** The request or its answer is larger than the network's {@code max_message_size}. */
    TOO_LARGE,
    /** The node is stopping. */
    STOPPING,
    /** The other node's version of Weft does not know what was asked. */
    TOO_OLD
  }

  private final Outcome outcome;
  private final Reason reason;

  public RequestException(Outcome outcome, Reason reason, String message) {
    super(message);
    this.outcome = outcome;
    this.reason = reason;
  }

  public RequestException(Outcome outcome, Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.outcome = outcome;
    this.reason = reason;
  }

  /** What is known of the handler. */
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
}
