package io.weft.node.session;

import io.weft.v1.Goaway;
import java.util.ArrayList;
import java.util.List;

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

  /**
   * What the peer is told before the link is closed. One that was dialled has joined by now: it
   * would take LAST for good order, and wait for a swap, while what it sent is lost.
   */
  List<Goaway.Kind> goodbye(boolean dialled) {
    List<Goaway.Kind> steps = new ArrayList<>();
    if (full) {
      steps.add(Goaway.Kind.PARTING);
    }
    if (!dialled) {
      steps.add(Goaway.Kind.LAST);
    }
    return steps;
  }
}
