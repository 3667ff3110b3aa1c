package io.weft.discovery.gossip;

import java.time.Duration;

/**
 * Who is still there? Each node answers for itself and for those that it is connected with, and
 * passes on who has answered elsewhere. Whoever nobody has answered for at the end is dropped.
 *
 * <p>One is held when somebody has lost a peer, at most every few minutes, so that it costs nothing
 * while nothing happens; and every hour. Used by one thread.
 */
final class RollCall {

  /** From hearing of it to its end: an answer is everywhere in a few rounds of 5 s. */
  static final Duration LENGTH = Duration.ofSeconds(150);

  /** Between two: with its length and 90 s to notice a death, a dead node is gone in 7 min. */
  static final Duration PAUSE = Duration.ofMinutes(3);

  /** If nothing has happened; should everybody who could notice a death have died with it. */
  static final Duration PERIOD = Duration.ofHours(1);

  /** So many in a row who know of nobody more, and there are hardly any left who do. */
  private static final int ENOUGH = 6;

  private int epoch;
  private int vain;
  private long sinceNanos;
  private boolean over;
  private boolean wanted;
  private boolean alone = true;

  RollCall(long nowNanos) {
    this.sinceNanos = nowNanos;
  }

  int epoch() {
    return epoch;
  }

  boolean over() {
    return over;
  }

  /** A peer was lost: the next one is to find out whether it is with somebody else. */
  void want() {
    wanted = true;
  }

  /**
   * Somebody else is at this one. Newer ones are followed, but not faster than they should be held:
   * nobody can keep all others from ever ending one.
   *
   * @return whether it has begun with that
   */
  boolean hear(int other, long nowNanos) {
    boolean newer = other - epoch > 0; // numbers go round after 2^32 (as in RFC 1982)
    boolean follow = alone ? other != epoch : newer && age(nowNanos) >= PAUSE.toNanos() / 2;
    alone = false;
    if (follow) {
      begin(other, nowNanos);
    }
    return follow;
  }

  /** Whether this node is to begin the next one. */
  boolean due(long nowNanos) {
    return age(nowNanos) >= (wanted ? PAUSE : PERIOD).toNanos();
  }

  void beginNext(long nowNanos) {
    begin(epoch + 1, nowNanos);
  }

  /** Somebody was asked who has answered. */
  void asked(boolean knewMore) {
    vain = knewMore ? 0 : vain + 1;
  }

  /** Whether it is worth to ask one more. */
  boolean asking() {
    return !over && vain < ENOUGH;
  }

  private void begin(int next, long nowNanos) {
    epoch = next;
    vain = 0;
    sinceNanos = nowNanos;
    over = false;
    wanted = false;
  }

  /** Whether it ends now; once. */
  boolean ends(long nowNanos) {
    if (over || age(nowNanos) < LENGTH.toNanos()) {
      return false;
    }
    over = true;
    return true;
  }

  private long age(long nowNanos) {
    return nowNanos - sinceNanos;
  }
}
