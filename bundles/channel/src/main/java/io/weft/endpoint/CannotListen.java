package io.weft.endpoint;

import java.io.IOException;
import java.net.URI;

/** Says in words why an address cannot be listened at, and what to do. */
public final class CannotListen {

  private CannotListen() {}

  /** The failure to listen there, for people. */
  public static IOException at(URI wanted, Throwable cause) {
    String reason = Reasons.root(cause);
    if (reason.contains("in use")) {
      return new IOException(
          wanted + " is in use by another program; choose another port or 0 for any free one",
          cause);
    }
    if (reason.contains("assign requested address")) {
      return new IOException(
          wanted + " is no address of this machine; choose one of its own, or 0.0.0.0 for all",
          cause);
    }
    if (reason.contains("ermission denied")) {
      return new IOException(
          wanted + " needs more rights than this program has; choose a port above 1023", cause);
    }
    return new IOException("cannot listen at " + wanted + ": " + reason, cause);
  }
}
