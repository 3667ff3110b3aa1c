package io.weft.node.balancing;

import io.weft.discovery.Availability;
import io.weft.exchange.Candidate;
import io.weft.exchange.LoadBalancer;
import java.util.List;
import java.util.Optional;

/** By lot, with chances by what each node says that it has to spare. */
final class Weighted implements LoadBalancer {

  /** A busy node gets some requests, too: what it said may be old (percent of processor). */
  private static final int LEAST = 5;

  /** Who says nothing counts as half busy (percent of processor). */
  private static final int UNKNOWN = 50;

  /** With less free memory than this a node gets half (bytes). */
  private static final long SCARCE_BYTES = 256L << 20;

  @Override
  public int choose(List<Candidate> candidates, Optional<String> key, int turn) {
    int sum = 0;
    for (Candidate each : candidates) {
      sum += weight(each);
    }
    int lot = Mix.lot(turn, sum);
    for (int i = 0; i < candidates.size(); i++) {
      lot -= weight(candidates.get(i));
      if (lot < 0) {
        return i;
      }
    }
    return candidates.size() - 1; // one has said something else meanwhile
  }

  private static int weight(Candidate candidate) {
    Optional<Availability> said = candidate.availability();
    if (said.isEmpty()) {
      return UNKNOWN;
    }
    int spare = Math.max(LEAST, 100 - said.get().loadPercent());
    return said.get().freeMemoryBytes() < SCARCE_BYTES ? (spare + 1) / 2 : spare;
  }
}
