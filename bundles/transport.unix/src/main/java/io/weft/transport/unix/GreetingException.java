package io.weft.transport.unix;

import java.io.IOException;

/** Whoever is at the other end does not greet as a node does. */
final class GreetingException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what came instead.
   *
   * @param what the unexpected, such as {@code a message of the unknown type 71}
   */
  GreetingException(String what) {
    super("whoever is there does not greet as Weft does: " + what);
  }
}
