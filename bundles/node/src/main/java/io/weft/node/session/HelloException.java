package io.weft.node.session;

/** A peer's hello is not accepted; the message says why and is told to the peer. */
public final class HelloException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean full;

  public HelloException(String message) {
    this(message, false);
  }

  private HelloException(String message, boolean full) {
    super(message);
    this.full = full;
  }

  /** There is nothing wrong with the other end: this node has enough company. */
  public static HelloException full(String message) {
    return new HelloException(message, true);
  }

  boolean isFull() {
    return full;
  }
}
