package io.weft.control.spread;

import io.github.bucket4j.Bucket;
import io.weft.node.NodeId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** How much each peer may cost. Safe on every thread. */
final class PeerRates {

  /** Comparisons that a peer may ask for: four a second while there is much to send. */
  private static final int QUESTIONS_PER_SECOND = 10;

  private static final int QUESTIONS_AT_ONCE = 50;

  /** Peers that are counted; the one that came first is forgotten first. */
  private static final int MOST = 4096;

  private record Rates(Bucket changes, Bucket questions) {}

  private final int changesPerSecond;
  private final Map<NodeId, Rates> peers = new LinkedHashMap<>();

  PeerRates(int changesPerSecond) {
    this.changesPerSecond = changesPerSecond;
  }

  boolean changes(NodeId peer, int count) {
    return of(peer).changes.tryConsume(Math.max(1, Math.min(count, changesPerSecond)));
  }

  boolean question(NodeId peer) {
    return of(peer).questions.tryConsume(1);
  }

  private synchronized Rates of(NodeId peer) {
    Rates known = peers.get(peer);
    if (known == null) {
      known =
          new Rates(
              bucket(changesPerSecond, changesPerSecond),
              bucket(QUESTIONS_AT_ONCE, QUESTIONS_PER_SECOND));
      peers.put(peer, known);
      if (peers.size() > MOST) {
        peers.remove(peers.keySet().iterator().next());
      }
    }
    return known;
  }

  private static Bucket bucket(int atOnce, int perSecond) {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(atOnce).refillGreedy(perSecond, Duration.ofSeconds(1)))
        .build();
  }
}
