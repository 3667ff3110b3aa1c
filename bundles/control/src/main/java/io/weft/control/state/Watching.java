package io.weft.control.state;

import io.weft.control.ControlWatcher;
import io.weft.control.Controls;
import io.weft.control.Point;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One watch: points that have changed wait, each once and as it is then, and one thread at a time
 * tells them to the watcher. Bounded by the number of points.
 */
final class Watching implements Controls.Watch {
  private static final Logger LOG = LoggerFactory.getLogger(Watching.class);

  /** How long the end of a watch waits for a watcher that blocks: shorter than SCR's 5 s. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final NamePattern pattern;
  private final ControlWatcher watcher;
  private final Executor threads;
  private final Consumer<Watching> whenClosed;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private final Map<String, Point> waiting = new LinkedHashMap<>();
  private @Nullable Thread running;
  private boolean scheduled;
  private boolean closed;

  Watching(
      NamePattern pattern,
      ControlWatcher watcher,
      Executor threads,
      Consumer<Watching> whenClosed) {
    this.pattern = pattern;
    this.watcher = watcher;
    this.threads = threads;
    this.whenClosed = whenClosed;
  }

  void tell(Point point) {
    if (!pattern.matches(point.name())) {
      return;
    }
    boolean start = false;
    lock.lock();
    try {
      if (!closed) {
        waiting.put(point.name(), point);
        start = !scheduled;
        scheduled = true;
      }
    } finally {
      lock.unlock();
    }
    if (start) {
      try {
        threads.execute(this::run);
      } catch (RejectedExecutionException e) {
        LOG.debug("stopping: a watcher is not told any more");
      }
    }
  }

  private void run() {
    for (Point next = next(); next != null; next = next()) {
      try {
        watcher.changed(next);
      } catch (Exception | LinkageError e) { // a bundle that goes while it runs
        LOG.warn("a watcher of control points failed at {}", next.name(), e);
      }
    }
  }

  private @Nullable Point next() {
    lock.lock();
    try {
      Iterator<Point> first = waiting.values().iterator();
      if (closed || !first.hasNext()) {
        running = null;
        scheduled = false;
        idle.signalAll();
        return null;
      }
      running = Thread.currentThread();
      Point next = first.next();
      first.remove();
      return next;
    } finally {
      lock.unlock();
    }
  }

  /** No further call begins. */
  void end() {
    lock.lock();
    try {
      closed = true;
      waiting.clear();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a call that is under way, bounded, unless this is that call. */
  @Override
  public void close() {
    whenClosed.accept(this);
    end();
    lock.lock();
    try {
      long left = PATIENCE.toNanos();
      while (running != null && running != Thread.currentThread() && left > 0) {
        left = idle.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
