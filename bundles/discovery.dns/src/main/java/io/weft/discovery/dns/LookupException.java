package io.weft.discovery.dns;

import java.time.Duration;

/** A name that could not be looked up, or that has not what is looked for. */
final class LookupException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Duration again;

  /**
   * @param message for people
   * @param again how long the answer is good for that there is nothing; zero: it is no answer
   */
  LookupException(String message, Duration again) {
    super(message, null, false, false);
    this.again = again;
  }

  /** When to look again; zero: as after a failure. */
  Duration again() {
    return again;
  }
}
