package io.weft.transport;

import org.osgi.annotation.versioning.ProviderType;

/** Told of links that others have made. */
@ProviderType
public interface Acceptor {

  /**
   * A link was accepted and authenticated; no frame of it has been delivered yet. Does not block.
   *
   * @return what receives its frames
   */
  Receiver accepted(Link link);

  /**
   * Somebody was turned away in the handshake. For the log and the counters.
   *
   * @param from where it came from, as far as known
   * @param reason for people, such as {@code not invited: 5xk3… is not signed by this network}
   */
  void refused(String from, String reason);
}
