package io.weft.node.peers;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Many nodes that start together. All hear the same ones first: if each dialled those at once, most
 * would be turned away after a handshake, and half of the links be let go again.
 */
final class Throng {

  /** For each node that is known already: fifty dial within a second, two at once. */
  private static final Duration EACH = Duration.ofMillis(20);

  /** About what the keeper of the company waits between two looks. */
  private static final Duration MOST = Duration.ofSeconds(1);

  private Throng() {}

  /**
   * How long to wait before one that is found is dialled; at random, so that each dials others.
   *
   * @param known nodes, with this one
   */
  static Duration pause(int known, RandomGenerator random) {
    Duration spread = EACH.multipliedBy(Math.max(0, known - 1));
    long most = (spread.compareTo(MOST) < 0 ? spread : MOST).toNanos();
    return most == 0 ? Duration.ZERO : Duration.ofNanos(random.nextLong(most));
  }
}
