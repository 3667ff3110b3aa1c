package io.weft.testkit;

import io.weft.exchange.RemoteService;
import io.weft.exchange.ServiceDescription;
import io.weft.exchange.ServiceMetrics;
import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import io.weft.peer.PeerInfo;
import io.weft.peer.Standing;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a node of a test is for others: a peer, and a service that it offers. */
public record OfferOfAPeer(PeerInfo peer, ServiceDescription description) implements RemoteService {

  /** A service with one action. */
  public static OfferOfAPeer of(NodeRecord record, String path, String action) {
    return new OfferOfAPeer(
        peer(record, PeerInfo.State.CONNECTED),
        new ServiceDescription(path, "1.0.0", "", Set.of(action), List.of()));
  }

  /** The node as others see it: what its record says, of no standing, seen at the epoch. */
  public static PeerInfo peer(NodeRecord record, PeerInfo.State state) {
    return new PeerInfo(
        record.id(),
        Optional.of(record.publicKey()),
        record.name(),
        record.network(),
        record.roles(),
        record.capabilities(),
        Optional.empty(),
        record.addresses(),
        Map.of(),
        false,
        Standing.UNKNOWN,
        PeerInfo.Dialling.FINE,
        state,
        state == PeerInfo.State.CONNECTED ? Optional.of(Instant.EPOCH) : Optional.empty(),
        Instant.EPOCH,
        Optional.empty(),
        0,
        0,
        List.of());
  }

  @Override
  public NodeId node() {
    return peer.id();
  }

  @Override
  public ServiceMetrics metrics() {
    throw new UnsupportedOperationException("nothing is counted in a test");
  }

  @Override
  public State state() {
    return State.AVAILABLE;
  }
}
