package io.weft.exchange;

import java.time.Duration;

/**
 * How a request ended, as an {@link Interceptor} is told.
 *
 * @param how in one word
 * @param code of the application's error, or the {@linkplain RequestException.Reason reason} in
 *     lower case; empty for an answer
 * @param took since it was asked for, or since its handler was called
 */
public record Ending(How how, String code, Duration took) {

  /** In one word. */
  public enum How {
    /** With a result. */
    ANSWERED,
    /** With an error of the application. */
    ERROR,
    /** Without an answer. */
    FAILED,
    /** Whoever asked does not wait any more. */
    CANCELLED
  }
}
