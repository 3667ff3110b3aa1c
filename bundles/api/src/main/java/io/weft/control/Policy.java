package io.weft.control;

import java.util.Locale;

/**
 * What becomes of what several nodes set. Whatever the order in which changes arrive, the same
 * changes give the same value on every node.
 */
public enum Policy {
  /**
   * The highest priority that somebody has set counts; within it the last one, by hybrid logical
   * clock and then node id. Releasing a priority shows the next lower one again.
   */
  LAST_WRITER,
  /**
   * Each node has one number of its own; the largest of those with the highest priority counts. For
   * numbers only.
   */
  MAXIMUM,
  /** Each node has one number of its own, which only it changes; their sum counts. Numbers only. */
  SUM,
  /** One node holds a lease and is the only one that may set; see {@link Leases}. */
  LEASE;

  /** The word for people and files, such as {@code last-writer}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
