package io.weft.node.mesh;

import io.weft.node.router.Later;
import io.weft.node.session.Liveness;
import io.weft.node.session.Session;
import io.weft.node.session.Vigil;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is looked at again and again: heartbeats and silence when {@link Vigil} says so, four times
 * a second while links leave the machine, everything else once a second or less. Runs on the
 * clock's thread, blocks nothing.
 */
final class Ticks {
  private static final Logger LOG = LoggerFactory.getLogger(Ticks.class);

  private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

  /** When to look again after a look that failed. */
  private static final long AGAIN_NANOS = Duration.ofMillis(250).toNanos();

  /** In seconds. */
  private static final int SWEEP = 2;

  private static final int MINUTE = 60;

  private final Supplier<Liveness> liveness;
  private final Supplier<List<Session>> sessions;
  private final Runnable everySecond;
  private final Runnable everyMinute;
  private final Vigil vigil;
  private long secondNanos;
  private int seconds;

  /**
   * @param liveness read at each look
   */
  Ticks(
      Supplier<Liveness> liveness,
      Supplier<List<Session>> sessions,
      Runnable everySecond,
      Runnable everyMinute) {
    this.liveness = liveness;
    this.sessions = sessions;
    this.everySecond = everySecond;
    this.everyMinute = everyMinute;
    long now = System.nanoTime();
    vigil = new Vigil(now);
    secondNanos = now + SECOND_NANOS;
  }

  /** The clock's thread, and what it does at which time. */
  static ScheduledThreadPoolExecutor clockwork() {
    ScheduledThreadPoolExecutor made =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "weft-clock");
              thread.setDaemon(true);
              return thread;
            });
    made.setRemoveOnCancelPolicy(true);
    made.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return made;
  }

  /** Runs in a while what may block, on these threads; when the node stops, not at all. */
  static Later later(ScheduledExecutorService clockwork, Executor threads) {
    return (pause, task) -> {
      try {
        Future<?> due =
            clockwork.schedule(() -> threads.execute(task), pause.toNanos(), TimeUnit.NANOSECONDS);
        return () -> due.cancel(false);
      } catch (RejectedExecutionException e) {
        LOG.debug("stopping: nothing is done later");
        return () -> {};
      }
    };
  }

  /** Begins now. */
  void on(ScheduledExecutorService clockwork) {
    later(clockwork, System.nanoTime());
  }

  private void later(ScheduledExecutorService clockwork, long dueNanos) {
    try {
      clockwork.schedule(
          () -> later(clockwork, tick(System.nanoTime())),
          dueNanos - System.nanoTime(),
          TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("stopping: no further tick");
    }
  }

  /** When the next one is due. */
  private long tick(long now) {
    long next = now + AGAIN_NANOS;
    try {
      next = vigil.look(now, liveness.get(), sessions.get());
      if (now - secondNanos >= 0) {
        secondNanos = now + SECOND_NANOS;
        second();
      }
    } catch (RuntimeException e) {
      LOG.error("the clock's tick failed", e);
    }
    return Math.min(next, secondNanos);
  }

  private void second() {
    everySecond.run();
    seconds++;
    if (seconds % SWEEP == 0) {
      sessions.get().forEach(Session::sweep);
    }
    if (seconds % MINUTE == 0) {
      everyMinute.run();
    }
  }
}
