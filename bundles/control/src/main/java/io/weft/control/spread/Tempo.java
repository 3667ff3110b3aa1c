package io.weft.control.spread;

import java.time.Duration;

/**
 * How fast things go.
 *
 * @param compare between two comparisons with some peer
 * @param changesPerSecond points that one peer may change, before it is told to be slower
 */
public record Tempo(Duration compare, int changesPerSecond) {

  /** A comparison each 10 s; 20,000 changes a second, twenty busy controllers. */
  public static final Tempo DEFAULT = new Tempo(Duration.ofSeconds(10), 20_000);
}
