package io.weft.discovery.bootstrap;

import java.time.Duration;
import java.time.Instant;

/**
 * When the known addresses are reported: at the start, often while nobody is connected, and with
 * growing pauses while there is too little company. How often each is really dialled is the node's
 * matter. Used by one thread.
 */
final class Knocking {

  private static final Duration LONGEST = Duration.ofMinutes(5);

  /** Without company for so many looks: somebody should hear of it. */
  private static final int PATIENCE = 10;

  private final Duration alone;
  private Duration pause;
  private Instant next = Instant.MIN;
  private int inVain;

  /**
   * @param alone the pause while nobody is connected, and the first one otherwise
   */
  Knocking(Duration alone) {
    this.alone = alone;
    this.pause = alone;
  }

  /** Whether to report now. */
  boolean due(Instant now, boolean nobody, boolean wants) {
    if (nobody) {
      pause = alone;
      next = next.isAfter(now.plus(alone)) ? now : next;
    } else {
      inVain = 0;
    }
    boolean first = next.equals(Instant.MIN);
    if (now.isBefore(next)) {
      return false;
    }
    if (!nobody && !wants && !first) {
      pause = alone;
      next = now.plus(alone);
      return false;
    }
    next = now.plus(pause);
    if (nobody) {
      inVain++;
    } else {
      Duration doubled = pause.multipliedBy(2);
      pause = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    }
    return true;
  }

  /** When to look again whether it is due. */
  Instant next() {
    return next;
  }

  /** Whether nobody has come for a while. */
  boolean inVain() {
    return inVain > PATIENCE;
  }
}
