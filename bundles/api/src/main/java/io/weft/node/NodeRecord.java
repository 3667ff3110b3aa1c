package io.weft.node;

import java.net.URI;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a node says of itself. On the wire and in files it travels as signed bytes ({@code
 * weft.v1.SignedRecord}); a value of this type has been verified.
 *
 * @param id the node
 * @param publicKey the key that it has now
 * @param formerKeys keys that it had before, the one that the id follows from first; each has
 *     signed for the next, the last for the one it has now. Empty if it never had another
 * @param name for people; not unique
 * @param network the id of the network that admitted it
 * @param roles free-form names, such as {@code gpu} or {@code bridge}
 * @param capabilities what the machine has: {@code processors}, {@code memory_bytes}, {@code gpu.0}
 *     and free-form tags
 * @param services paths of the services that it offers
 * @param addresses where it listens, best first
 * @param bulkAddresses where it listens for links of the lane {@link io.weft.transport.Lane#BULK}
 *     alone, if it does; the host {@code 0.0.0.0} or {@code [::]} stands for each of those in
 *     {@code addresses}
 * @param sequence grows with every new record of the node; an older one never replaces a newer one
 * @param expires when the record must no longer be believed
 */
public record NodeRecord(
    NodeId id,
    PublicKey publicKey,
    List<PublicKey> formerKeys,
    String name,
    String network,
    Set<String> roles,
    Map<String, String> capabilities,
    Set<String> services,
    List<URI> addresses,
    List<URI> bulkAddresses,
    long sequence,
    Instant expires) {

  public NodeRecord {
    formerKeys = List.copyOf(formerKeys);
    roles = Set.copyOf(roles);
    capabilities = Map.copyOf(capabilities);
    services = Set.copyOf(services);
    addresses = List.copyOf(addresses);
    bulkAddresses = List.copyOf(bulkAddresses);
  }

  /** The record of a node that never had another key, and listens for all lanes alike. */
  public NodeRecord(
      NodeId id,
      PublicKey publicKey,
      String name,
      String network,
      Set<String> roles,
      Map<String, String> capabilities,
      Set<String> services,
      List<URI> addresses,
      long sequence,
      Instant expires) {
    this(
        id,
        publicKey,
        List.of(),
        name,
        network,
        roles,
        capabilities,
        services,
        addresses,
        List.of(),
        sequence,
        expires);
  }
}
