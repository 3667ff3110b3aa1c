package io.weft.node.session;

import io.weft.transport.Lane;
import io.weft.v1.Hello;

/** The lane that a hello names. */
final class HelloLane {
  private HelloLane() {}

  static Lane of(Hello hello) throws HelloException {
    return switch (hello.getLane()) {
      case CONTROL -> Lane.CONTROL;
      case CALLS -> Lane.CALLS;
      case BULK -> Lane.BULK;
      default -> throw new HelloException("lane " + hello.getLaneValue() + " is not known here");
    };
  }
}
