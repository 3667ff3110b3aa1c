package io.weft.control.state;

import java.time.Duration;

/**
 * What a board keeps at most.
 *
 * @param points of the network, deleted ones included while they are remembered
 * @param history changes remembered of each point
 * @param mostAhead how far clocks of others may be ahead of this node's
 * @param deleted how long a deletion is remembered
 */
public record Limits(int points, int history, Duration mostAhead, Duration deleted) {

  /** 100,000 points with 16 changes each, clocks up to a day ahead, deletions for a day. */
  public static final Limits DEFAULT =
      new Limits(100_000, 16, Duration.ofHours(24), Duration.ofHours(24));
}
