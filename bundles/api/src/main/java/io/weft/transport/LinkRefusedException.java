package io.weft.transport;

import java.io.IOException;

/** One side does not admit the other. Trying again does not help until a setting changes. */
public final class LinkRefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  public LinkRefusedException(String message) {
    super(message);
  }

  public LinkRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
