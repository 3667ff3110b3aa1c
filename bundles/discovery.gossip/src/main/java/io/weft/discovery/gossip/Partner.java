package io.weft.discovery.gossip;

import io.weft.node.NodeId;
import java.time.Duration;

/** How it goes with one of those that gossip. Used by one thread. */
final class Partner {

  /** After the first thing that was wrong; doubled with each further one. */
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);

  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  /** Between two times that all digests are compared with it; doubled each time for nothing. */
  private static final Duration COMPARE_AGAIN = Duration.ofMinutes(1);

  private static final int MOST_DOUBLINGS = 9;

  final NodeId id;

  /** Bytes that it is still answered. */
  final Budget answers;

  private int strikes;
  private int vain;
  private long pausedUntilNanos;
  private long compareAfterNanos;

  Partner(NodeId id, Budget answers, long nowNanos) {
    this.id = id;
    this.answers = answers;
    this.pausedUntilNanos = nowNanos;
    this.compareAfterNanos = nowNanos;
  }

  boolean paused(long nowNanos) {
    return nowNanos - pausedUntilNanos < 0;
  }

  boolean mayCompare(long nowNanos) {
    return !paused(nowNanos) && nowNanos - compareAfterNanos >= 0;
  }

  /** What it said was nothing that could be read or believed. */
  void wrong(long nowNanos) {
    pausedUntilNanos = nowNanos + doubled(FIRST_PAUSE, strikes).toNanos();
    strikes = Math.min(strikes + 1, MOST_DOUBLINGS);
  }

  /** It did not answer, or had no time. */
  void away(long nowNanos) {
    pausedUntilNanos = nowNanos + FIRST_PAUSE.toNanos();
  }

  void good() {
    strikes = Math.max(0, strikes - 1);
  }

  /** All digests were compared with it. */
  void compared(boolean useful, long nowNanos) {
    vain = useful ? 0 : Math.min(vain + 1, MOST_DOUBLINGS);
    compareAfterNanos = nowNanos + doubled(COMPARE_AGAIN, vain).toNanos();
  }

  /** It knows much more, or was not met before: at once. */
  void compareSoon(long nowNanos) {
    compareAfterNanos = nowNanos;
  }

  private static Duration doubled(Duration first, int times) {
    Duration pause = first.multipliedBy(1L << times);
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }
}
