package io.weft.channel;

import java.io.IOException;

/** Whoever is at the other end does not greet as a node does. */
public final class GreetingException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what came instead.
   *
   * @param what the unexpected, such as {@code a message of the unknown type 71}
   */
  public GreetingException(String what) {
    super("whoever is there does not greet as Weft does: " + what);
  }
}
