package io.weft.node.peers;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Growing pauses between dials that fail, with jitter so that nodes do not knock in step. One for
 * each peer, used by one thread at a time.
 */
final class Backoff {

  /** The first pause: longer than a hot swap's gap of some milliseconds. */
  static final Duration FIRST = Duration.ofMillis(100);

  /** The longest pause. */
  static final Duration LONGEST = Duration.ofSeconds(30);

  private final RandomGenerator random;
  private int failures;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  void succeeded() {
    failures = 0;
  }

  /** The pause after one more failure: doubled each time, ± 20 %. */
  Duration failed() {
    long millis = Math.min(LONGEST.toMillis(), FIRST.toMillis() << Math.min(failures, 16));
    failures++;
    return Duration.ofMillis((long) (millis * (0.8 + 0.4 * random.nextDouble())));
  }
}
