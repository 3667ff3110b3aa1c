package io.weft.peer;

import io.weft.node.NodeId;
import java.net.URI;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is remembered of a peer when this node stops.
 *
 * @param id the peer
 * @param key the key that it proved last; another one is refused unless this one has signed it
 * @param name what it called itself last; may be empty
 * @param network the network that admitted it; may be empty
 * @param roles what it said it is
 * @param addresses where it was to be found, best first
 * @param kept whether the user added it: it is never dropped for another one, and its addresses are
 *     expected to be its own
 * @param luck how well it went with it, from -100 to 100, as it was at {@code judgedAt}
 * @param malice what it did on purpose, from -100 to 0, as it was at {@code judgedAt}
 * @param judgedAt when luck and malice were right: both fade
 * @param bans how often it was banned for what it did
 * @param ban whether it is kept away
 * @param lastSeen when something was last heard of it
 */
public record KnownPeer(
    NodeId id,
    Optional<PublicKey> key,
    String name,
    String network,
    Set<String> roles,
    List<URI> addresses,
    boolean kept,
    double luck,
    double malice,
    Instant judgedAt,
    int bans,
    Optional<Ban> ban,
    Instant lastSeen) {

  public KnownPeer {
    roles = Set.copyOf(roles);
    addresses = List.copyOf(addresses);
  }
}
