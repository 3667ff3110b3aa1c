package io.weft.node.router;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Makes what tells handlers that nobody waits any more, in time. Safe on every thread. */
final class Cancellations {
  private final Executor handlers;
  private final ScheduledExecutorService clock;

  /**
   * @param handlers runs what is told
   * @param clock looks at deadlines; blocks nothing
   */
  Cancellations(Executor handlers, ScheduledExecutorService clock) {
    this.handlers = handlers;
    this.clock = clock;
  }

  /** One that is told at the latest at this time of {@link System#nanoTime}. */
  Cancellation until(long deadlineNanos) {
    Cancellation made = new Cancellation(handlers);
    try {
      made.timedBy(
          clock.schedule(made::cancel, deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS));
    } catch (RejectedExecutionException e) {
      made.cancel(); // the node stops: nobody waits
    }
    return made;
  }
}
