package io.weft.node.peers;

import java.net.URI;

/** Tells addresses that lead back to one's own machine. */
final class LoopbackAddress {
  private LoopbackAddress() {}

  static boolean is(URI address) {
    String host = address.getHost();
    return host != null
        && (host.startsWith("127.") || host.equals("[::1]") || host.equals("localhost"));
  }
}
