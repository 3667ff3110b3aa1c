package io.weft.node.session;

import java.time.Duration;

/**
 * How far this process may trust its own ears (after the local health of Lifeguard, Dadgar and
 * others, 2018): one whose clock comes late, or to which most of its peers fall silent at once, is
 * more likely ill itself than they are all dead, and waits longer. Bounded, so that whoever is dead
 * is found. One thread at a time.
 */
final class LocalHealth {

  /** A look that comes this much too late is a sign of illness: two fifths of a heartbeat. */
  static final Duration LATE = Duration.ofMillis(100);

  /** The same, and a bad one. */
  static final Duration VERY_LATE = Duration.ofSeconds(1);

  /** How long the clock must be on time for one step of recovery. */
  static final Duration RECOVERY = Duration.ofSeconds(2);

  /** The most that patience is multiplied by while anybody is heard. */
  static final int MOST = 4;

  /** Where so many peers are all silent, that says something about this process. */
  static final int COMPANY = 3;

  private int illness;
  private long wellSinceNanos;
  private int factor = 1;
  private boolean deaf;

  /**
   * A look at all links.
   *
   * @param lateNanos how much later it came than it should have
   * @param peers on other machines, linked
   * @param silent those of them of which nothing is heard
   */
  void looked(long nowNanos, long lateNanos, int peers, int silent) {
    if (lateNanos > LATE.toNanos()) {
      illness = Math.min(MOST - 1, illness + (lateNanos > VERY_LATE.toNanos() ? 2 : 1));
      wellSinceNanos = nowNanos;
    } else if (illness > 0 && nowNanos - wellSinceNanos >= RECOVERY.toNanos()) {
      illness--;
      wellSinceNanos = nowNanos;
    }
    boolean many = silent >= 2 && 2 * silent > peers;
    factor = many ? MOST : 1 + illness;
    deaf = silent == peers && peers >= COMPANY;
  }

  /** Whether silence is what it looks like. */
  boolean well() {
    return factor == 1 && !deaf;
  }

  /**
   * How long nothing may be heard.
   *
   * @param patience the same, if all were well
   * @param most the longest that any silence may last: while nobody at all is heard, it is this
   */
  long longer(long patience, Duration most) {
    return deaf ? most.toNanos() : Math.min(most.toNanos(), factor * patience);
  }
}
