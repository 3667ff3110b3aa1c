package io.weft.node.session;

import java.io.IOException;

/** The other side has enough company: it is neither lost nor broken, and may have room later. */
public final class PartedException extends IOException {
  private static final long serialVersionUID = 1L;

  PartedException(String message) {
    super(message);
  }
}
