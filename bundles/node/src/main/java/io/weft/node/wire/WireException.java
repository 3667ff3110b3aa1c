package io.weft.node.wire;

/**
 * A frame is not of the wire protocol. The message says what was found, the limit and the offset in
 * the frame. It is the peer's fault: no stack trace is kept.
 */
public final class WireException extends Exception {
  private static final long serialVersionUID = 1L;

  public WireException(String message) {
    super(message, null, false, false);
  }
}
