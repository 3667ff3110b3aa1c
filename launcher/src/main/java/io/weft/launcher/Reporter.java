package io.weft.launcher;

/** Told what the launcher does with a node. Safe on every thread. */
public interface Reporter {

  /** Something happened: one line. */
  void info(String message);

  /** Something needs action: one line. */
  void problem(String message);

  /** More about a problem, for the log alone: many lines. */
  default void detail(String text) {}
}
