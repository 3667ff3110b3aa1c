package io.weft.peer;

import java.util.List;
import java.util.Optional;

/**
 * What this node thinks of a peer, by what it has seen itself. Nobody else's opinion counts.
 *
 * @param score from -100 (as bad as can be) through 0 (unknown) to 100; it returns to 0 with time
 * @param reasons what moved it last, newest first and bounded; for people
 * @param ban whether it is kept away
 */
public record Standing(double score, List<String> reasons, Optional<Ban> ban) {

  /** A peer of which nothing is known. */
  public static final Standing UNKNOWN = new Standing(0, List.of(), Optional.empty());

  public Standing {
    reasons = List.copyOf(reasons);
  }
}
