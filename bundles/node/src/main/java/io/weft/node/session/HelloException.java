package io.weft.node.session;

/** A peer's hello is not accepted; the message says why and is told to the peer. */
public final class HelloException extends Exception {
  private static final long serialVersionUID = 1L;

  public HelloException(String message) {
    super(message);
  }
}
