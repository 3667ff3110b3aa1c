package io.weft.events;

/**
 * An event was not published, because of a limit of this node; nobody has got it. The message says
 * which limit, and what to do.
 */
public final class EventException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public EventException(String message) {
    super(message);
  }
}
