package io.weft.files.live;

/** Files take what processor time others leave. */
public final class Courtesy {
  private Courtesy() {}

  /**
   * Lets others run first; to be called after each tenth of a millisecond of work. Where files take
   * all processors, each step of a call would else wait for the end of a slice of time (2.8 ms on
   * Linux). It costs a file nothing that can be measured.
   */
  @SuppressWarnings("ThreadPriorityCheck") // a hint: nothing depends on it
  public static void giveWay() {
    Thread.yield();
  }
}
