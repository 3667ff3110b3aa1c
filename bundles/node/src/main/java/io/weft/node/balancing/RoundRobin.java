package io.weft.node.balancing;

import io.weft.exchange.Candidate;
import io.weft.exchange.LoadBalancer;
import java.util.List;
import java.util.Optional;

/** One after the other. */
final class RoundRobin implements LoadBalancer {

  @Override
  public int choose(List<Candidate> candidates, Optional<String> key, int turn) {
    return Math.floorMod(turn, candidates.size());
  }
}
