package io.weft.discovery.gossip;

/** Somebody has been told enough for the moment. No stack trace is kept. */
final class Busy extends Exception {
  private static final long serialVersionUID = 1L;

  Busy(String message) {
    super(message, null, false, false);
  }
}
