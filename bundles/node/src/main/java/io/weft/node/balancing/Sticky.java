package io.weft.node.balancing;

import io.weft.exchange.Candidate;
import io.weft.exchange.LoadBalancer;
import java.util.List;
import java.util.Optional;

/**
 * The same node for the same key, in every caller: the node whose lot, drawn from key and node id,
 * is highest (rendezvous hashing, Thaler and Ravishankar 1998). When a node goes only its own keys
 * move, evenly to all others; when it comes back only they return. Nothing is remembered.
 */
final class Sticky implements LoadBalancer {

  @Override
  public int choose(List<Candidate> candidates, Optional<String> key, int turn) {
    if (key.isEmpty()) {
      return Math.floorMod(turn, candidates.size());
    }
    long about = Mix.of(key.get());
    int best = 0;
    long highest = 0;
    for (int i = 0; i < candidates.size(); i++) {
      long lot = Mix.mix(about ^ Mix.mix(candidates.get(i).node().text().hashCode()));
      if (i == 0 || lot > highest) {
        highest = lot;
        best = i;
      }
    }
    return best;
  }
}
