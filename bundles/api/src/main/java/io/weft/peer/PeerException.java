package io.weft.peer;

/** Something that was asked of a peer did not succeed; the message is for people. */
public final class PeerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What the caller can do about it. */
  public enum Reason {
    /** Nobody answers there at the moment: trying again may help. */
    UNREACHABLE,
    /** Another node than expected is there, or one with another key: it may be an attack. */
    ANOTHER,
    /** One side does not admit the other, or has banned it. */
    REFUSED,
    /** The address is of no use: no transport takes it, it resolves to nothing, or is our own. */
    BAD_ADDRESS,
    /** No such peer is known. */
    NOT_KNOWN
  }

  private final Reason reason;

  public PeerException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** What the caller can do about it. */
  public Reason reason() {
    return reason;
  }
}
