package io.weft.node.peers;

import io.weft.exchange.RemoteService;
import io.weft.exchange.ServiceMetrics;
import io.weft.node.NodeId;
import io.weft.node.directory.ServiceDirectory;
import io.weft.node.standing.Deed;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How peers did within the last minute: stayed, answered, or left unanswered. On one thread. */
final class Diligence {
  private final PeerTable table;
  private final ServiceDirectory directory;
  private final Judge judge;
  private final Clock clock;
  private Map<NodeId, Tally> before = Map.of();

  Diligence(PeerTable table, ServiceDirectory directory, Judge judge, Clock clock) {
    this.table = table;
    this.directory = directory;
    this.judge = judge;
    this.clock = clock;
  }

  private record Tally(long answered, long failed) {

    static final Tally NONE = new Tally(0, 0);

    static Tally of(List<RemoteService> services) {
      long answered = 0;
      long failed = 0;
      for (RemoteService service : services) {
        ServiceMetrics counted = service.metrics();
        answered += counted.requests() - counted.failures() - counted.outstanding();
        failed += counted.failures();
      }
      return new Tally(answered, failed);
    }
  }

  /** Every minute. */
  void minute() {
    Map<NodeId, Tally> now = new HashMap<>();
    for (Peer peer : table.peers()) {
      if (!peer.session().connected()) {
        continue;
      }
      Tally tally = Tally.of(directory.remote(peer.id()));
      Tally last = before.getOrDefault(peer.id(), Tally.NONE);
      now.put(peer.id(), tally);
      judge.saw(peer, Deed.STAYED, "");
      if (peer.session().requests().wereUsed()) {
        peer.need(clock.instant().plus(Company.NEEDED_FOR));
      }
      if (tally.answered > last.answered) {
        judge.saw(peer, Deed.ANSWERED, "");
      }
      if (tally.failed > last.failed) {
        judge.saw(peer, Deed.LEFT_UNANSWERED, tally.failed - last.failed + " within a minute");
      }
    }
    before = now;
  }
}
