package io.weft.discovery.bootstrap;

import io.weft.node.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What peers have told in the last hour: how many new nodes, how much that was false. Remembered
 * across their connections. Used by one thread.
 */
final class Conduct {

  /** New nodes that one peer may tell of in an hour: it could fill all tables otherwise. */
  static final int MAX_NEW = 256;

  /**
   * False records in an hour after which a peer is not asked any more; each is a mistake of its.
   */
  static final int MAX_FALSE = 8;

  /** What is counted, and how long a peer that tells lies is left alone. */
  static final Duration HOUR = Duration.ofHours(1);

  /** Peers remembered. */
  private static final int MAX = 1024;

  private final Map<NodeId, Score> scores = new LinkedHashMap<>();

  private static final class Score {
    Instant since;
    Instant shunnedUntil = Instant.MIN;
    int fresh;
    int untrue;

    Score(Instant since) {
      this.since = since;
    }
  }

  /** A peer tells of a node that is not known here: whether that may be taken in. */
  boolean allowsNew(NodeId peer, Instant now) {
    Score score = score(peer, now);
    if (score.fresh >= MAX_NEW) {
      return false;
    }
    score.fresh++;
    return true;
  }

  /**
   * A peer has told something false.
   *
   * @return whether it is not asked from now on
   */
  boolean toldFalse(NodeId peer, Instant now) {
    Score score = score(peer, now);
    score.untrue++;
    if (score.untrue < MAX_FALSE) {
      return false;
    }
    score.untrue = 0;
    score.shunnedUntil = now.plus(HOUR);
    return true;
  }

  /** Whether a peer is not asked at the moment. */
  boolean shuns(NodeId peer, Instant now) {
    Score score = scores.get(peer);
    return score != null && now.isBefore(score.shunnedUntil);
  }

  private Score score(NodeId peer, Instant now) {
    Score score = scores.computeIfAbsent(peer, fresh -> new Score(now));
    if (!now.isBefore(score.since.plus(HOUR))) {
      score.since = now;
      score.fresh = 0;
      score.untrue = 0;
    }
    if (scores.size() > MAX) {
      scores.remove(scores.keySet().iterator().next());
    }
    return score;
  }
}
