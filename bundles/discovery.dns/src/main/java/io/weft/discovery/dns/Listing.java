package io.weft.discovery.dns;

import java.time.Duration;
import java.util.List;

/**
 * All that a domain says.
 *
 * @param nodes best first
 * @param ttl how long that is good for
 * @param complaints what of it could not be used, for people
 */
record Listing(List<Listed> nodes, Duration ttl, List<String> complaints) {

  Listing {
    nodes = List.copyOf(nodes);
    complaints = List.copyOf(complaints);
  }
}
