package io.weft.node.router;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * That nobody waits for a request any more, for those who want to know: made for a request only
 * when its handler asks. Safe on every thread.
 */
final class Cancellation {
  private static final Logger LOG = LoggerFactory.getLogger(Cancellation.class);

  /** That may want to know of one request. */
  static final int MAX_TOLD = 64;

  private final Executor handlers;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Runnable> told = new ArrayList<>(1);
  private @Nullable Thread waiting;
  private @Nullable Future<?> timer;
  private @Nullable Thread interrupted;
  private boolean cancelled;
  private boolean over;

  /**
   * @param handlers runs what is told
   */
  Cancellation(Executor handlers) {
    this.handlers = handlers;
  }

  /** Ends with the request. */
  void timedBy(Future<?> deadline) {
    lock.lock();
    try {
      timer = deadline;
      if (over || cancelled) {
        deadline.cancel(false);
      }
    } finally {
      lock.unlock();
    }
  }

  void whenCancelled(Runnable listener) {
    lock.lock();
    try {
      if (over) {
        return;
      }
      if (!cancelled) {
        if (told.size() == MAX_TOLD) {
          throw new IllegalStateException(
              MAX_TOLD + " want to be told already when this request is cancelled (limit)");
        }
        told.add(listener);
        return;
      }
    } finally {
      lock.unlock();
    }
    tell(listener);
  }

  /** Interrupts this thread, unless the handler has returned by then. */
  void interruptsThisThread() {
    lock.lock();
    try {
      if (over) {
        return;
      }
      waiting = Thread.currentThread();
      if (cancelled) {
        interrupt(waiting);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Nobody waits any more. Does not block. */
  void cancel() {
    List<Runnable> now;
    lock.lock();
    try {
      if (over || cancelled) {
        return;
      }
      cancelled = true;
      now = List.copyOf(told);
      told.clear();
      if (waiting != null) {
        interrupt(waiting);
      }
    } finally {
      lock.unlock();
    }
    now.forEach(this::tell);
  }

  private void interrupt(Thread handler) {
    interrupted = handler;
    handler.interrupt();
  }

  private void tell(Runnable listener) {
    try {
      handlers.execute(() -> run(listener));
    } catch (RejectedExecutionException e) {
      LOG.warn("too much is under way: {} is not told that its request is cancelled", listener);
    }
  }

  private static void run(Runnable listener) {
    try {
      listener.run();
    } catch (RuntimeException | LinkageError e) { // a bundle that goes while it runs
      LOG.warn("{}, which was told of a cancelled request, failed", listener, e);
    }
  }

  /** The handler has returned, on its thread, which keeps no interrupt of this. */
  void returned() {
    lock.lock();
    try {
      waiting = null;
      if (interrupted == Thread.currentThread()) {
        interrupted = null;
        boolean unused = Thread.interrupted();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The answer was given: nobody is told any more. */
  void over() {
    lock.lock();
    try {
      over = true;
      told.clear();
      waiting = null;
      if (timer != null) {
        timer.cancel(false);
      }
    } finally {
      lock.unlock();
    }
  }
}
