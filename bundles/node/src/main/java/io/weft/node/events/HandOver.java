package io.weft.node.events;

import io.weft.events.Event;
import io.weft.events.EventHandler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The task that hands a subscription's events to its handler; there is one at a time. It takes some
 * events at once, and looks again before it ends: to wake a thread for each of a stream of small
 * events cost the subscriber's node more than all else that it did with them.
 */
final class HandOver implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);

  private static final EventHandler NOBODY = event -> {};

  /** Taken at once, at most. */
  private static final int MOST_TAKEN = 64;

  /** And this share of a full queue: what is in hand is not dropped for newer ones any more. */
  private static final int SHARE_TAKEN = 8;

  /** Another task gets the thread after so long, if no handler takes longer. */
  private static final long TURN_NANOS = Duration.ofMillis(1).toNanos();

  /** How often others are let run, and the queue is looked at again, before the task ends. */
  private static final int LOOKS = 3;

  /** After so many events in a turn it is likely that more are on their way. */
  private static final int BUSY_FROM = 8;

  private final EventQueue queue;
  private final Executor threads;
  private final int most;
  private final ArrayDeque<Event> taken; // of the task
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile EventHandler handler;

  /**
   * The task of a queue.
   *
   * @param single whether one event is taken at a time, because who publishes waits for its room
   */
  HandOver(EventQueue queue, EventHandler handler, Executor threads, boolean single) {
    this.queue = queue;
    this.handler = handler;
    this.threads = threads;
    int share = Math.min(MOST_TAKEN, queue.options().queue() / SHARE_TAKEN);
    this.most = single ? 1 : Math.max(1, share);
    this.taken = new ArrayDeque<>(most);
  }

  /** Plans may know the queue for long after its end, and the classes of its handler must go. */
  void forget() {
    handler = NOBODY;
  }

  /** Events that were taken and wait for those before them: they fill the queue as before. */
  int waiting() {
    return waiting.getAcquire();
  }

  /** So many were taken, the first of which is handed over now. With the lock of the queue. */
  void took(int count) {
    waiting.setRelease(Math.max(0, count - 1));
  }

  void schedule() {
    try {
      threads.execute(this);
    } catch (RejectedExecutionException e) {
      queue.rejected();
    }
  }

  @Override
  public void run() {
    long begun = System.nanoTime();
    long all = 0;
    do {
      if (!take(all >= BUSY_FROM ? LOOKS : 0)) {
        return;
      }
      all += taken.size();
      handTaken();
    } while (System.nanoTime() - begun < TURN_NANOS);
    schedule();
  }

  @SuppressWarnings("ThreadPriorityCheck") // a hint: nothing depends on it
  private boolean take(int looks) {
    boolean some = queue.take(taken, most, looks == 0);
    for (int left = looks - 1; left >= 0 && !some; left--) {
      Thread.yield();
      some = queue.take(taken, most, left == 0);
    }
    return some;
  }

  private void handTaken() {
    hand(taken.remove()); // even if it was closed meanwhile: it may have to be acknowledged
    for (Event next = taken.poll(); next != null; next = taken.poll()) {
      waiting.setRelease(taken.size());
      if (!queue.closed()) {
        hand(next);
      }
    }
  }

  private void hand(Event event) {
    Receipt.Part part = EventQueue.partOf(event);
    EventHandler to = handler;
    try {
      to.on(event);
      queue.handed();
      if (part != null && queue.options().acknowledge() && to != NOBODY) {
        part.returned();
      } else if (part != null) {
        part.handled();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failed(part, e);
    } catch (Exception | Error e) {
      queue.handed();
      LOG.warn("{} failed with an event of {}", queue, event.topic(), e);
      failed(part, e);
    }
  }

  private static void failed(Receipt.@Nullable Part part, Throwable thrown) {
    if (part != null) {
      part.failed("a handler failed: " + thrown);
    }
  }
}
