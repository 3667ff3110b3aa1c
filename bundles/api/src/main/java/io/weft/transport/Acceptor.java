package io.weft.transport;

import java.net.SocketAddress;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Asked about connections, and told of links, that others have made. Safe on every thread. */
@ProviderType
public interface Acceptor {

  /**
   * Somebody has connected. A transport asks once for each connection, however many links it will
   * carry, before it spends anything on it: before TLS, and before a greeting. Does not block.
   *
   * @param from where it came from; what is no IP address counts as this machine
   * @return what is to be told how it goes on; empty: close it at once, without a word or a line in
   *     the log, for it has been counted
   */
  default Optional<Visit> knock(SocketAddress from) {
    return Optional.of(Visit.UNCOUNTED);
  }

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

  /**
   * A connection that may prove itself. Safe on every thread; nothing blocks, and saying the same
   * twice changes nothing.
   */
  @ProviderType
  interface Visit {

    /** Of an acceptor that counts nothing. */
    Visit UNCOUNTED =
        new Visit() {
          @Override
          public void settled() {}

          @Override
          public void gone() {}
        };

    /** It has proven itself or failed to: its handshake is over. */
    void settled();

    /** The connection is closed. */
    void gone();
  }
}
