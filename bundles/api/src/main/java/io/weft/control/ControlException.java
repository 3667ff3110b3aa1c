package io.weft.control;

/**
 * Something that was asked of a control point was refused, and has changed nothing. The message
 * names the point and says what to do.
 */
public final class ControlException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What the caller can do about it. */
  public enum Reason {
    /** The name, the value or the priority is not of its form, or too large: give another. */
    BAD,
    /** The value is of another kind, or the point of another policy, than was asked for. */
    WRONG_TYPE,
    /** There is no such point: declare or set it first. */
    NOT_KNOWN,
    /** Another node holds the lease, or nobody: take it first. */
    NOT_HELD,
    /** A limit of points or of nodes that contribute is reached: delete something first. */
    FULL
  }

  private final Reason reason;

  public ControlException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** What the caller can do about it. */
  public Reason reason() {
    return reason;
  }
}
