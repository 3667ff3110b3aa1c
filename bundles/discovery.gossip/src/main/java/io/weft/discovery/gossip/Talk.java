package io.weft.discovery.gossip;

import java.time.Duration;
import java.util.List;

/** What the parts of a conversation need to go on with it. */
interface Talk {

  /** What becomes of a question. */
  interface Answered {

    /** It was answered. */
    void with(byte[] answer) throws Garbled;

    /**
     * After that, or when no answer comes.
     *
     * @param answered in a form that could be read
     */
    void atLast(boolean answered);
  }

  /** Asks, if that can be afforded. */
  void ask(Partner partner, String action, byte[] body, Answered then);

  /** Tells a partner what it does not know. */
  void tell(Partner partner, List<Item> items);

  void later(Duration delay, Runnable task);

  /** Whether a partner is not asked for a while, for what it said. */
  boolean isPaused(Partner partner);

  /** This node's record, by which others squeeze what they send. */
  byte[] ownRecord();

  /** For people. */
  String placeOf(Partner partner);

  /**
   * Notes how good the records of a partner were.
   *
   * @param refused how many were not believed; none: all were
   */
  void judge(Partner partner, int refused);
}
