package io.weft.transfer;

/** A transfer that cannot be made, or has not ended well. The message says what to do. */
public final class TransferException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What the caller can do about it. */
  public enum Reason {
    /** There is no such file, folder, node or transfer: name another. */
    NOT_FOUND,
    /** A path, a name or an option is not of its form: give another. */
    BAD,
    /** The source has changed while it was sent: start again. */
    CHANGED,
    /** A disk is full, read-only or away: see to it, then start again; what is there is kept. */
    DISK,
    /** The other node does not want it, or does not share it. */
    REFUSED,
    /** What came was not what was announced: the other node, or the way to it, is broken. */
    CORRUPT,
    /** The other node did not answer for too long. */
    NO_ANSWER,
    /** Somebody cancelled it. */
    CANCELLED,
    /** The transfer is not in a state in which that can be done. */
    STATE
  }

  private final Reason reason;

  public TransferException(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** What the caller can do about it. */
  public Reason reason() {
    return reason;
  }
}
