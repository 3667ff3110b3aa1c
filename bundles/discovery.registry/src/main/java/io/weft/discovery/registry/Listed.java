package io.weft.discovery.registry;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An entry as it stands in a file: well-formed, but nothing in it is proven.
 *
 * @param place file or URL, line and column
 * @param network what it calls {@code cluster_node_id}
 * @param node its {@code node_id}, in whatever form
 * @param key its {@code public_key}, base64
 * @param direct its {@code direct_addresses}, as far as they can be read; empty if there are none
 * @param first its {@code address}
 * @param proof {@code record}, {@code certificates} and {@code signature}
 * @param remarks what was passed over, for people
 */
record Listed(
    String place,
    Optional<String> network,
    Optional<String> node,
    Optional<String> name,
    Optional<String> key,
    Optional<List<URI>> direct,
    Optional<URI> first,
    Optional<Long> sequence,
    Optional<Instant> expires,
    Optional<Proof> proof,
    List<String> remarks) {

  Listed {
    direct = direct.map(List::copyOf);
    remarks = List.copyOf(remarks);
  }

  /** All addresses, the first one first, each once. */
  List<URI> addresses() {
    return java.util.stream.Stream.concat(first.stream(), direct.stream().flatMap(List::stream))
        .distinct()
        .toList();
  }
}
