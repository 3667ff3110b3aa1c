package io.weft.node.events;

import io.weft.events.Event;
import io.weft.events.EventHandler;
import io.weft.events.Overflow;
import io.weft.events.Subscription;
import io.weft.events.SubscriptionOptions;
import io.weft.node.session.ReaderThread;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subscription: a bounded queue, and one task at a time that hands its events to the handler,
 * in order. A slow handler fills its own queue and nothing else.
 */
final class EventQueue implements Subscription {
  private static final Logger LOG = LoggerFactory.getLogger(EventQueue.class);

  /** Events handed over before another task gets the thread. */
  private static final int BATCH = 256;

  private final TopicPattern pattern;
  private final SubscriptionOptions options;
  private final EventHandler handler;
  private final Executor threads;
  private final Consumer<EventQueue> onClose;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final ArrayDeque<Event> queue = new ArrayDeque<>();
  private final AtomicLong delivered = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private boolean running;
  private boolean closed;

  EventQueue(
      TopicPattern pattern,
      SubscriptionOptions options,
      EventHandler handler,
      Executor threads,
      Consumer<EventQueue> onClose) {
    this.pattern = pattern;
    this.options = options;
    this.handler = handler;
    this.threads = threads;
    this.onClose = onClose;
  }

  TopicPattern topics() {
    return pattern;
  }

  @Override
  public String pattern() {
    return pattern.toString();
  }

  @Override
  public long delivered() {
    return delivered.get();
  }

  @Override
  public long dropped() {
    return dropped.get();
  }

  /**
   * Takes an event in. Blocks only for a publisher of this process, if the subscription asks for
   * that, and never on a thread that delivers frames.
   */
  void offer(Event event, boolean mayBlock) {
    boolean start = false;
    boolean cancel = false;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      if (queue.size() >= options.queue() && !makeRoom(mayBlock && !ReaderThread.isCurrent())) {
        dropped.incrementAndGet();
        cancel = options.overflow() == Overflow.CANCEL;
      } else if (!closed) {
        queue.add(event);
        start = !running;
        running = true;
      }
    } finally {
      lock.unlock();
    }
    if (cancel) {
      LOG.warn(
          "the subscription of {} ends: {} events wait and it asked to be cancelled then",
          pattern,
          options.queue());
      close();
    } else if (start) {
      schedule();
    }
  }

  private boolean makeRoom(boolean mayBlock) {
    switch (options.overflow()) {
      case DROP_NEWEST, CANCEL -> {
        return false;
      }
      case BLOCK -> {
        while (mayBlock && !closed && queue.size() >= options.queue()) {
          try {
            room.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
          }
        }
      }
      case DROP_OLDEST -> {}
    }
    if (queue.size() >= options.queue()) {
      queue.poll();
      dropped.incrementAndGet();
    }
    return true;
  }

  private void schedule() {
    try {
      threads.execute(this::run);
    } catch (RejectedExecutionException e) {
      lock.lock();
      try {
        running = false; // the next event tries again
      } finally {
        lock.unlock();
      }
    }
  }

  private void run() {
    for (int i = 0; i < BATCH; i++) {
      Event next;
      lock.lock();
      try {
        next = queue.poll();
        room.signal();
        if (next == null || closed) {
          running = false;
          return;
        }
      } finally {
        lock.unlock();
      }
      hand(next);
    }
    schedule();
  }

  private void hand(Event event) {
    try {
      handler.on(event);
      delivered.incrementAndGet();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception | Error e) {
      delivered.incrementAndGet();
      LOG.warn("a subscriber of {} failed with an event of {}", pattern, event.topic(), e);
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      queue.clear();
      room.signalAll();
    } finally {
      lock.unlock();
    }
    onClose.accept(this);
  }
}
