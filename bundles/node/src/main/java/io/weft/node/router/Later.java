package io.weft.node.router;

import java.time.Duration;

/** Runs things in a while, on a thread that may block. */
@FunctionalInterface
public interface Later {

  /**
   * Runs a task after a pause, unless it is called off before.
   *
   * @return calls it off
   */
  Runnable after(Duration pause, Runnable task);
}
