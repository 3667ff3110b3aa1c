package io.weft.discovery;

/**
 * The bytes are not a node record that may be believed. It is the sender's fault: no stack trace is
 * kept.
 */
public final class RecordException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why not, in the order in which it is checked. */
  public enum Reason {
    /** Not a record, or one over the limits. */
    MALFORMED,
    /** Of another network; said by the record itself, nothing is proven. */
    OTHER_NETWORK,
    /** Its time is over. */
    EXPIRED,
    /** Of a time that has not come: its clock or its sequence number is far ahead. */
    FUTURE,
    /** The network has not admitted the certificate that came with it. */
    NOT_ADMITTED,
    /** Not signed by the key of the node that it speaks of. */
    BAD_SIGNATURE
  }

  private final Reason reason;

  public RecordException(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** Why not. */
  public Reason reason() {
    return reason;
  }
}
