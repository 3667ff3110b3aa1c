package io.weft.peer;

import io.weft.discovery.Availability;
import io.weft.node.NodeId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What this node knows of another one, at one moment.
 *
 * @param id the peer
 * @param name what it calls itself; empty until a record has arrived
 * @param network the network that admitted it
 * @param roles what it says it is
 * @param capabilities what it says it has
 * @param availability what it last said it has to spare
 * @param addresses where it says it listens
 * @param sources which discovery saw it, and when last
 * @param state whether it is connected
 * @param connectedSince when its session began
 * @param lastSeen when a frame or a sighting of it last arrived
 * @param roundTrip measured by heartbeats
 * @param links the links of its session
 */
public record PeerInfo(
    NodeId id,
    String name,
    String network,
    Set<String> roles,
    Map<String, String> capabilities,
    Optional<Availability> availability,
    List<URI> addresses,
    Map<String, Instant> sources,
    State state,
    Optional<Instant> connectedSince,
    Instant lastSeen,
    Optional<Duration> roundTrip,
    List<LinkInfo> links) {

  /** Whether a peer is connected. */
  public enum State {
    /** Seen, not connected. */
    KNOWN,
    /** Being dialled. */
    CONNECTING,
    /** At least one link is usable. */
    CONNECTED,
    /** It was connected; dialled again with growing pauses until its lease ends. */
    LOST,
    /** It said goodbye. */
    GONE
  }

  public PeerInfo {
    roles = Set.copyOf(roles);
    capabilities = Map.copyOf(capabilities);
    addresses = List.copyOf(addresses);
    sources = Map.copyOf(sources);
    links = List.copyOf(links);
  }
}
