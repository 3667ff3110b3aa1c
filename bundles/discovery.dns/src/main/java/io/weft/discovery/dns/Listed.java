package io.weft.discovery.dns;

import io.weft.node.NodeId;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A node as a domain lists it.
 *
 * @param place the name that says so
 * @param addresses of its SRV record; none if only a TXT record speaks of it
 * @param node who is said to be there
 * @param signed its signed record; empty if there is none; must not change
 */
@SuppressWarnings("ArrayRecordComponent")
record Listed(String place, List<URI> addresses, Optional<NodeId> node, byte[] signed) {

  Listed {
    addresses = List.copyOf(addresses);
  }
}
