package io.weft.transport;

import java.io.IOException;

/** The peer sent bytes that are no frames of ours, or a frame above the limit. */
public final class LinkProtocolException extends IOException {
  private static final long serialVersionUID = 1L;

  public LinkProtocolException(String message) {
    super(message);
  }
}
