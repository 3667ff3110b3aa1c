package io.weft.identity;

/** Why an issuer gives no certificate; the message is for the people on the other side, too. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  /** What kind of a no it is. */
  enum Reason {
    UNKNOWN_TICKET(1),
    EXPIRED(2),
    USED(3),
    WITHDRAWN(4),
    REVOKED(5),
    NOT_PROVEN(6),
    OLD_KEY(7);

    private final byte wire;

    Reason(int wire) {
      this.wire = (byte) wire;
    }

    /** Its number in messages; never 0. */
    byte wire() {
      return wire;
    }

    /** Of its number; a newer issuer may have reasons that are not known here. */
    static Reason of(byte wire) {
      for (Reason reason : values()) {
        if (reason.wire == wire) {
          return reason;
        }
      }
      return NOT_PROVEN;
    }
  }

  private final Reason reason;

  Refusal(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }

  String words() {
    return String.valueOf(getMessage());
  }
}
