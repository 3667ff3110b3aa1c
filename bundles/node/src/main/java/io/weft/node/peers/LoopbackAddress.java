package io.weft.node.peers;

import java.net.URI;

/**
 * Tells addresses that lead back to one's own machine: of its loopback interface, and those of no
 * network at all, such as {@code unix:/path}.
 */
final class LoopbackAddress {
  private LoopbackAddress() {}

  static boolean is(URI address) {
    if (address.getRawAuthority() == null) {
      return true;
    }
    String host = address.getHost();
    return host != null
        && (host.startsWith("127.") || host.equals("[::1]") || host.equals("localhost"));
  }
}
