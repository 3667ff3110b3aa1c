package io.weft.node.balancing;

import io.weft.exchange.Candidate;
import io.weft.exchange.LoadBalancer;
import java.util.List;
import java.util.Optional;

/**
 * Of two by lot the one with less work before it: the requests under way times what one usually
 * takes (Mitzenmacher, The Power of Two Choices in Randomized Load Balancing). All callers going to
 * the best at once, as with the least of all, cannot happen.
 */
final class PowerOfTwo implements LoadBalancer {

  @Override
  public int choose(List<Candidate> candidates, Optional<String> key, int turn) {
    int count = candidates.size();
    int first = Mix.lot(turn, count);
    // Another one: of those behind the first, around the end.
    int second = (first + 1 + Mix.lot(~(long) turn, count - 1)) % count;
    return work(candidates.get(second)) < work(candidates.get(first)) ? second : first;
  }

  /** Who has never answered counts as quick: one request finds out. */
  private static double work(Candidate candidate) {
    return (candidate.outstanding() + 1.0) * Math.max(1, candidate.latencyNanos());
  }
}
