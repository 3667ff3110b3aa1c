package io.weft.node.peers;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * Growing pauses between dials that fail, with jitter so that nodes do not knock in step. One for
 * each peer. Safe on every thread.
 */
final class Backoff {

  /** The first pause: longer than a hot swap's gap of some milliseconds. */
  static final Duration FIRST = Duration.ofMillis(100);

  /** The longest pause. */
  static final Duration LONGEST = Duration.ofSeconds(30);

  private final RandomGenerator random;
  private final AtomicInteger failures = new AtomicInteger();

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  void succeeded() {
    failures.set(0);
  }

  /** Failures in a row. */
  int failures() {
    return failures.get();
  }

  /** The pause after one more failure: doubled each time, ± 20 %. */
  Duration failed() {
    int before = failures.getAndIncrement();
    long millis = Math.min(LONGEST.toMillis(), FIRST.toMillis() << Math.min(before, 16));
    return Duration.ofMillis((long) (millis * (0.8 + 0.4 * random.nextDouble())));
  }
}
