package io.weft.testkit;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One direction of a faulty link: what is on its way, in order, and the thread that moves it. */
final class HeldQueue {

  /** Something on its way. */
  private record Held(Runnable step, int bytes, long dueNanos) {}

  /** One who may wait does so while this much is on its way (bytes). */
  private static final long HIGH_WATER_BYTES = 1 << 20;

  /** Nobody may leave more than this on its way (bytes). */
  private static final long BOUND_BYTES = 64 << 20;

  private final Faults faults;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Held> queue = new ArrayDeque<>();
  private final Thread mover;
  private long bytes;
  private boolean shut;
  private boolean ended;

  HeldQueue(Faults faults, String name) {
    this.faults = faults;
    mover = new Mover(this::move, name);
    mover.start();
  }

  /**
   * Puts a step at the end.
   *
   * @param mayWait false for a caller that delivers frames
   * @return false if the queue has ended, or is too full for one who must not wait
   */
  boolean add(Runnable step, int size, boolean mayWait) throws InterruptedException {
    boolean waits = mayWait && !(Thread.currentThread() instanceof Mover);
    lock.lock();
    try {
      while (waits && !shut && !ended && bytes >= HIGH_WATER_BYTES) {
        changed.await();
      }
      if (ended || (shut && mayWait) || bytes + size > BOUND_BYTES) {
        return false;
      }
      queue.add(new Held(step, size, System.nanoTime() + faults.delayNanos()));
      bytes += size;
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Takes nothing more of those who would wait; what is on its way goes on. */
  void shut() {
    lock.lock();
    try {
      shut = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The faults have changed. */
  void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Drops what is on its way; if there is a last step it runs at once, on the queue's thread. */
  void end(@Nullable Runnable last) {
    lock.lock();
    try {
      if (ended) {
        return;
      }
      ended = true;
      queue.clear();
      if (last != null) {
        queue.add(new Held(last, 0, System.nanoTime()));
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void move() {
    try {
      for (Held next = take(); next != null; next = take()) {
        next.step().run();
      }
    } catch (InterruptedException e) {
      end(null);
    }
  }

  private @Nullable Held take() throws InterruptedException {
    lock.lock();
    try {
      while (true) {
        Held next = queue.peek();
        if (ended) {
          return queue.poll();
        }
        long early = next == null ? 0 : next.dueNanos() - System.nanoTime();
        if (next == null || faults.paused()) {
          changed.await();
        } else if (early > 0) {
          changed.awaitNanos(early);
        } else {
          queue.remove();
          bytes -= next.bytes();
          changed.signalAll();
          return next;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** A thread of this kind delivers frames, so it does not wait for another one. */
  private static final class Mover extends Thread {
    Mover(Runnable task, String name) {
      super(task, name);
      setDaemon(true);
    }
  }
}
