package io.weft.peer;

import io.weft.discovery.Availability;
import io.weft.node.NodeId;
import java.net.URI;
import java.security.PublicKey;
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
 * @param publicKey the key that it proved last; empty until it has proved one
 * @param name what it calls itself; empty until a record has arrived
 * @param network the network that admitted it
 * @param roles what it says it is
 * @param capabilities what it says it has
 * @param availability what it last said it has to spare
 * @param addresses where it says it listens
 * @param sources which discovery saw it, and when last
 * @param kept whether the user added it
 * @param standing what this node thinks of it
 * @param dialling how dialling it goes
 * @param state whether it is connected
 * @param connectedSince when its session began
 * @param lastSeen when a frame or a sighting of it last arrived
 * @param roundTrip measured by heartbeats
 * @param sentBytes bytes that left for it since this node started
 * @param receivedBytes bytes that came from it since this node started
 * @param links the links of its session
 */
public record PeerInfo(
    NodeId id,
    Optional<PublicKey> publicKey,
    String name,
    String network,
    Set<String> roles,
    Map<String, String> capabilities,
    Optional<Availability> availability,
    List<URI> addresses,
    Map<String, Instant> sources,
    boolean kept,
    Standing standing,
    Dialling dialling,
    State state,
    Optional<Instant> connectedSince,
    Instant lastSeen,
    Optional<Duration> roundTrip,
    long sentBytes,
    long receivedBytes,
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
    GONE,
    /** It is kept away, by the user or for what it did. */
    BANNED
  }

  /**
   * How dialling a peer goes.
   *
   * @param failures in a row, since the last success
   * @param next when it is dialled again at the earliest; empty: at once, or nobody is waiting to
   * @param paused whether its breaker is open: too many dials in a row have failed
   */
  public record Dialling(int failures, Optional<Instant> next, boolean paused) {

    /** Nothing has failed. */
    public static final Dialling FINE = new Dialling(0, Optional.empty(), false);
  }

  public PeerInfo {
    roles = Set.copyOf(roles);
    capabilities = Map.copyOf(capabilities);
    addresses = List.copyOf(addresses);
    sources = Map.copyOf(sources);
    links = List.copyOf(links);
  }
}
