package io.weft.node.streams;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.RequestException;
import io.weft.exchange.RequestException.Outcome;
import io.weft.exchange.RequestException.Reason;
import io.weft.v1.Failure;
import io.weft.v1.Stream;

/**
 * How a way, or a whole conversation, ends.
 *
 * @param deaf whether who ends it takes nothing more, either
 * @param code of an application error
 * @param message for people
 */
record Ending(Stream.Kind kind, boolean deaf, Failure failure, String code, String message) {

  /** In good order. */
  static Ending inOrder(boolean deaf) {
    return new Ending(Stream.Kind.END, deaf, Failure.FAILURE_NONE, "", "");
  }

  /** The handler has failed. */
  static Ending failed(ApplicationException error) {
    return new Ending(
        Stream.Kind.FAILED,
        true,
        Failure.APPLICATION,
        error.code(),
        String.valueOf(error.getMessage()));
  }

  /** One side has cancelled. */
  static Ending cancelled(String code, String message) {
    return new Ending(Stream.Kind.CANCEL, true, Failure.APPLICATION, code, message);
  }

  /** Neither side has wanted it to end. */
  static Ending because(Failure failure, String message) {
    return new Ending(Stream.Kind.CANCEL, true, failure, "", message);
  }

  /** What those get who go on. */
  RuntimeException exception() {
    return switch (failure) {
      case DEADLINE -> new RequestException(Outcome.UNKNOWN, Reason.DEADLINE, message);
      case STOPPING -> new RequestException(Outcome.UNKNOWN, Reason.STOPPING, message);
      case ANSWER_LOST -> new RequestException(Outcome.UNKNOWN, Reason.LINK_LOST, message);
      default -> new ApplicationException(code, message);
    };
  }
}
