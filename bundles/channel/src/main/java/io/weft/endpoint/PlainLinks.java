package io.weft.endpoint;

import io.weft.transport.LinkOptions;
import java.net.InetAddress;
import java.net.URI;

/** Where links may be that nothing protects. */
public final class PlainLinks {

  private PlainLinks() {}

  /**
   * Lets only loopback pass without TLS.
   *
   * @param address as it was given, for the message
   * @throws IllegalArgumentException if the options leave links unsecured and this is another place
   */
  public static void demandLoopback(InetAddress at, URI address, LinkOptions options) {
    if (!options.secured() && !at.isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "links without TLS are for loopback only, and "
              + address
              + " is not; use 127.0.0.1 or leave security switched on (security_enabled)");
    }
  }
}
