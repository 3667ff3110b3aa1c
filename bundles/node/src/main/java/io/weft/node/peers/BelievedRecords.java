package io.weft.node.peers;

import io.weft.discovery.RecordException;
import io.weft.discovery.Records;
import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import io.weft.peer.PeerInfo.State;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The records of the peers in the table. Safe on every thread. */
final class BelievedRecords implements Records {
  private final Arrivals arrivals;
  private final PeerTable table;
  private final Clock clock;

  BelievedRecords(Arrivals arrivals, PeerTable table, Clock clock) {
    this.arrivals = arrivals;
    this.table = table;
    this.clock = clock;
  }

  @Override
  public List<Known> known() {
    return table.peers().stream().map(this::known).flatMap(Optional::stream).toList();
  }

  @Override
  public Optional<Known> find(NodeId node) {
    return table.get(node).flatMap(this::known);
  }

  private Optional<Known> known(Peer peer) {
    Instant now = clock.instant();
    if (peer.state() == State.GONE || peer.state() == State.BANNED) {
      return Optional.empty();
    }
    boolean connected = peer.session().connected();
    return peer.portrait()
        .believed()
        .filter(each -> each.record().expires().isAfter(now))
        .map(
            each ->
                new Known(
                    each.record(),
                    each.signed(),
                    connected,
                    peer.sources().vouching(now),
                    connected ? now : peer.lastSeen()));
  }

  @Override
  public NodeRecord verify(byte[] signed) throws RecordException {
    return arrivals.verify(signed);
  }
}
