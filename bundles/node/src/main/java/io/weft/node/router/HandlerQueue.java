package io.weft.node.router;

import io.weft.exchange.RequestOptions;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests of other nodes that wait for a thread. So many handlers run at once; of those that wait
 * the one with the larger priority comes first, and of equal ones the earlier. Nobody starves: each
 * step of priority counts as {@link #STEP_NANOS} of waiting, and nobody is overtaken by what comes
 * later than the largest priority is worth. Only handlers wait here; what the node does itself,
 * control above all, has threads of its own. Safe on every thread.
 */
final class HandlerQueue {
  private static final Logger LOG = LoggerFactory.getLogger(HandlerQueue.class);

  /** What one step of priority is worth: 100 ms of waiting. */
  static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Larger priorities count as this one: it is worth 0.9 s of waiting. */
  static final int LARGEST_PRIORITY = RequestOptions.MAX_PRIORITY;

  /**
   * Requests that may wait, those with a priority included; as many as in {@link HandlerThreads}.
   */
  static final int MAX_WAITING = 16_384;

  /**
   * Of these places, the part that is for requests with a priority, so that a flood of others does
   * not keep them out: a quarter.
   */
  static final int RESERVED = MAX_WAITING / 4;

  private record Waiting(Runnable task, long dueNanos, long turn) implements Comparable<Waiting> {
    @Override
    public int compareTo(Waiting other) {
      int byDue = Long.compare(dueNanos - other.dueNanos, 0);
      return byDue != 0 ? byDue : Long.compare(turn, other.turn);
    }
  }

  private final Executor threads;
  private final int atOnce;
  private final LongSupplier nanos;
  private final AtomicInteger running = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final PriorityQueue<Waiting> queue = new PriorityQueue<>();
  private long turns;
  private volatile int size;

  /**
   * @param threads runs the handlers
   * @param atOnce handlers that run at the same time
   * @param nanos the time, as {@link System#nanoTime}
   */
  HandlerQueue(Executor threads, int atOnce, LongSupplier nanos) {
    this.threads = threads;
    this.atOnce = atOnce;
    this.nanos = nanos;
  }

  /**
   * Runs a task when its turn comes.
   *
   * @throws RejectedExecutionException if too many wait; the message has the limit
   */
  void execute(Runnable task, int priority) {
    if (size == 0 && claim()) {
      start(task);
      return;
    }
    await(task, priority);
    Runnable next = claim() ? next() : null; // one may have ended meanwhile
    if (next != null) {
      start(next);
    }
  }

  private void await(Runnable task, int priority) {
    int limit = priority > 0 ? MAX_WAITING : MAX_WAITING - RESERVED;
    long ahead = STEP_NANOS * Math.min(Math.max(0, priority), LARGEST_PRIORITY);
    lock.lock();
    try {
      if (queue.size() >= limit) {
        throw new RejectedExecutionException(
            atOnce
                + " handlers run on the node and "
                + queue.size()
                + " requests wait for them (limit "
                + limit
                + (priority > 0 ? ")" : " without priority)"));
      }
      queue.add(new Waiting(task, nanos.getAsLong() - ahead, turns++));
      size = queue.size();
    } finally {
      lock.unlock();
    }
  }

  private void start(Runnable task) {
    try {
      threads.execute(() -> run(task));
    } catch (RejectedExecutionException e) {
      running.decrementAndGet();
      throw new RejectedExecutionException("too many handlers run on the node", e);
    }
  }

  private void run(Runnable task) {
    for (Runnable current = task; current != null; current = next()) {
      try {
        current.run();
      } catch (RuntimeException | Error e) { // the place must not be lost
        LOG.error("a request could not be ended", e);
      }
      boolean unused = Thread.interrupted(); // meant for the one before
    }
  }

  private boolean claim() {
    for (int now = running.get(); now < atOnce; now = running.get()) {
      if (running.compareAndSet(now, now + 1)) {
        return true;
      }
    }
    return false;
  }

  /** The one whose turn it is, for a place that is claimed; gives the place up if there is none. */
  private @Nullable Runnable next() {
    do {
      Runnable next = poll();
      if (next != null) {
        return next;
      }
      running.decrementAndGet();
    } while (size > 0 && claim());
    return null;
  }

  private @Nullable Runnable poll() {
    if (size == 0) {
      return null;
    }
    lock.lock();
    try {
      Waiting next = queue.poll();
      size = queue.size();
      return next == null ? null : next.task;
    } finally {
      lock.unlock();
    }
  }

  /** Requests that wait. */
  int waiting() {
    return size;
  }
}
