package io.weft.node.mesh;

import io.weft.node.session.Liveness;
import io.weft.node.session.Session;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is looked at again and again: heartbeats and silence four times a second where links leave
 * the machine, everything else once a second or less. Runs on the clock's thread, blocks nothing.
 */
final class Ticks {
  private static final Logger LOG = LoggerFactory.getLogger(Ticks.class);

  /** Pause between looks at heartbeats. */
  private static final Duration PAUSE = Duration.ofMillis(250);

  /** A tick that comes this late means that this process stood still, not its peers. */
  private static final Duration STOOD_STILL = Duration.ofMillis(600);

  private static final int SECOND = 4;
  private static final int TWO_SECONDS = 2 * SECOND;
  private static final int MINUTE = 60 * SECOND;

  private final Liveness liveness;
  private final Supplier<List<Session>> sessions;
  private final Runnable everySecond;
  private final Runnable everyMinute;
  private long lastNanos = System.nanoTime();
  private int count;

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

  void on(ScheduledExecutorService clockwork) {
    clockwork.scheduleWithFixedDelay(
        this::tick, PAUSE.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void tick() {
    try {
      long now = System.nanoTime();
      boolean stoodStill = now - lastNanos > STOOD_STILL.toNanos();
      lastNanos = now;
      count++;
      boolean second = count % SECOND == 0;
      for (Session session : sessions.get()) {
        if (second || stoodStill || session.leavesTheMachine()) {
          session.heartbeat(now, liveness, stoodStill);
        }
      }
      if (second) {
        everySecond.run();
      }
      if (count % TWO_SECONDS == 0) {
        sessions.get().forEach(Session::sweep);
      }
      if (count % MINUTE == 0) {
        everyMinute.run();
      }
    } catch (RuntimeException e) {
      LOG.error("the clock's tick failed", e);
    }
  }
}
