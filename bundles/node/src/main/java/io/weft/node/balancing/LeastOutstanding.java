package io.weft.node.balancing;

import io.weft.exchange.Candidate;
import io.weft.exchange.LoadBalancer;
import java.util.List;
import java.util.Optional;

/** The one with the fewest requests under way; of equals, in turn. */
final class LeastOutstanding implements LoadBalancer {

  @Override
  public int choose(List<Candidate> candidates, Optional<String> key, int turn) {
    int count = candidates.size();
    int start = Math.floorMod(turn, count);
    int best = start;
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < count && least > 0; i++) {
      int at = (start + i) % count;
      int outstanding = candidates.get(at).outstanding();
      if (outstanding < least) {
        least = outstanding;
        best = at;
      }
    }
    return best;
  }
}
