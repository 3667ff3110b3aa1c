package io.weft.discovery.gossip;

/** Bytes that are no message of gossip. The sender's fault: no stack trace is kept. */
final class Garbled extends Exception {
  private static final long serialVersionUID = 1L;

  Garbled(String message) {
    super(message, null, false, false);
  }
}
