package io.weft.node.mesh;

import io.weft.node.session.Liveness;
import io.weft.node.session.Session;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is looked at again and again: heartbeats and silence four times a second while links leave
 * the machine, everything else once a second or less. Runs on the clock's thread, blocks nothing.
 */
final class Ticks {
  private static final Logger LOG = LoggerFactory.getLogger(Ticks.class);

  /** Pause between looks at heartbeats where a link leaves the machine; four make a second. */
  private static final Duration PAUSE = Duration.ofMillis(250);

  /** Quarters of a second at a time: an idle node on one machine wakes up seldom. */
  private static final int SECOND = 4;

  private static final int TWO_SECONDS = 2 * SECOND;
  private static final int MINUTE = 60 * SECOND;

  /** A tick that comes this much too late means that this process stood still, not its peers. */
  private static final Duration STOOD_STILL = Duration.ofMillis(350);

  private final Liveness liveness;
  private final Supplier<List<Session>> sessions;
  private final Runnable everySecond;
  private final Runnable everyMinute;
  private long expectedNanos = System.nanoTime();

  /** In quarters of a second since the start. */
  private int quarters;

  private int step = 1;

  Ticks(
      Liveness liveness,
      Supplier<List<Session>> sessions,
      Runnable everySecond,
      Runnable everyMinute) {
    this.liveness = liveness;
    this.sessions = sessions;
    this.everySecond = everySecond;
    this.everyMinute = everyMinute;
  }

  /** The one thread on which everything that has its time runs. */
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

  void on(ScheduledExecutorService clockwork) {
    Duration pause = PAUSE.multipliedBy(step);
    expectedNanos = System.nanoTime() + pause.toNanos();
    try {
      clockwork.schedule(
          () -> {
            tick();
            on(clockwork);
          },
          pause.toMillis(),
          TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("stopping: no further tick");
    }
  }

  private void tick() {
    try {
      long now = System.nanoTime();
      Duration late = Duration.ofNanos(now - expectedNanos);
      Duration stoodStill = late.compareTo(STOOD_STILL) > 0 ? late : Duration.ZERO;
      quarters += step;
      boolean second = quarters % SECOND == 0;
      boolean leaves = false;
      List<Session> all = sessions.get();
      for (Session session : all) {
        boolean far = session.leavesTheMachine();
        leaves |= far;
        if (second || far || !stoodStill.isZero()) {
          session.heartbeat(now, liveness, stoodStill);
        }
      }
      if (second) {
        everySecond.run();
        step = leaves ? 1 : SECOND;
      }
      if (quarters % TWO_SECONDS == 0) {
        all.forEach(Session::sweep);
      }
      if (quarters % MINUTE == 0) {
        everyMinute.run();
      }
    } catch (RuntimeException e) {
      LOG.error("the clock's tick failed", e);
    }
  }
}
