package io.weft.node.events;

import io.weft.events.Event;
import io.weft.events.EventHandler;
import io.weft.events.Overflow;
import io.weft.events.Subscription;
import io.weft.events.SubscriptionOptions;
import io.weft.node.flight.Flight;
import io.weft.node.session.ReaderThread;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subscription: a bounded queue, and one task at a time that hands its events to the handler,
 * in order. A slow handler fills its own queue and nothing else.
 */
final class EventQueue implements Subscription {
  private static final Logger LOG = LoggerFactory.getLogger(EventQueue.class);

  private static final EventHandler NOBODY = event -> {};

  /** Events handed over before another task gets the thread. */
  private static final int BATCH = 256;

  /** A publisher that waits is told of after so long, and each time that it is twice as long. */
  private static final long TELL_NANOS = Duration.ofSeconds(1).toNanos();

  private final TopicPattern pattern;
  private final SubscriptionOptions options;
  private final String subscriber;
  private final Executor threads;
  private final Consumer<EventQueue> onClose;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final ArrayDeque<Event> queue = new ArrayDeque<>();
  private final AtomicLong delivered = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong missed = new AtomicLong();
  private long lostBehind;
  private boolean running;
  private volatile boolean closed;
  private volatile EventHandler handler;
  private volatile long number = Long.MAX_VALUE;

  EventQueue(
      TopicPattern pattern,
      SubscriptionOptions options,
      EventHandler handler,
      Executor threads,
      Consumer<EventQueue> onClose) {
    this.pattern = pattern;
    this.options = options;
    this.handler = handler;
    this.subscriber = handler.getClass().getName();
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
    return lost.get();
  }

  /** Counts subscriptions; {@link Long#MAX_VALUE} until it is found by publishers. */
  long number() {
    return number;
  }

  void numbered(long given) {
    number = given;
  }

  SubscriptionOptions options() {
    return options;
  }

  boolean blocksPublishers() {
    return options.overflow() == Overflow.BLOCK;
  }

  boolean closed() {
    return closed;
  }

  @Override
  public long missed() {
    return missed.get();
  }

  /**
   * Takes an event in. Blocks only for a publisher of this process, if the subscription asks for
   * that, and never on a thread that delivers frames.
   *
   * @param gap events that were lost just before it
   * @param part what it has to acknowledge
   */
  void offer(Event event, boolean mayBlock, long gap, Receipt.@Nullable Part part) {
    boolean start = false;
    boolean cancel = false;
    boolean refused = true;
    Event dropped = null;
    lock.lock();
    try {
      if (!closed) {
        if (queue.size() >= options.queue() && options.overflow() == Overflow.BLOCK) {
          awaitRoom(event, mayBlock && !ReaderThread.isCurrent());
        }
        boolean full = queue.size() >= options.queue();
        refused = closed || (full && !makesRoom()); // closed: while it waited
        if (full && !refused) {
          dropped = queue.poll();
          passOn(1 + missedBy(dropped));
        }
        if (refused) {
          lost.incrementAndGet();
          lostBehind += 1 + gap;
          cancel = !closed && options.overflow() == Overflow.CANCEL;
        } else {
          missed.addAndGet(gap);
          long before = gap + lostBehind;
          lostBehind = 0;
          queue.add(before > 0 || part != null ? new Handed(event, before, part) : event);
          start = !running;
          running = true;
        }
      }
    } finally {
      lock.unlock();
    }
    settle(part, dropped, refused);
    if (cancel) {
      LOG.warn("{} ends: {} events wait and it asked to be cancelled then", this, options.queue());
      close();
    } else if (start) {
      schedule();
    }
  }

  private boolean makesRoom() {
    return options.overflow() == Overflow.BLOCK || options.overflow() == Overflow.DROP_OLDEST;
  }

  /** The next one is told that one more was lost. The caller holds the lock. */
  private void passOn(long more) {
    lost.incrementAndGet();
    Event next = queue.poll();
    if (next == null) {
      lostBehind += more;
    } else {
      queue.addFirst(next instanceof Handed h ? h.missing(more) : new Handed(next, more, null));
    }
  }

  private static long missedBy(@Nullable Event event) {
    return event == null ? 0 : event.missedBefore();
  }

  private void settle(Receipt.@Nullable Part part, @Nullable Event dropped, boolean refused) {
    if (part != null && refused) {
      if (closed) {
        part.handled();
      } else {
        part.failed(full());
      }
    }
    if (dropped instanceof Handed handed && handed.part() != null) {
      handed.part().failed(full());
    }
  }

  private String full() {
    return "the queue of a subscription of " + pattern + " was full (" + options.queue() + ")";
  }

  /** Waits for room, and tells who is waited for: the publisher's thread is not to be guessed. */
  private void awaitRoom(Event event, boolean mayBlock) {
    long tellAfter = TELL_NANOS;
    long waited = 0;
    while (mayBlock && !closed && queue.size() >= options.queue()) {
      try {
        long begun = System.nanoTime();
        room.awaitNanos(tellAfter - waited);
        waited += System.nanoTime() - begun;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      if (waited >= tellAfter && queue.size() >= options.queue()) {
        LOG.warn(
            "who publishes {} has waited {} s for {}: its {} waiting events are all it takes",
            event.topic(),
            Duration.ofNanos(waited).toSeconds(),
            this,
            options.queue());
        Flight.blocked(toString(), event.topic(), waited);
        tellAfter *= 2;
      }
    }
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
    Receipt.Part part = event instanceof Handed handed ? handed.part() : null;
    try {
      handler.on(event);
      delivered.incrementAndGet();
      if (part != null && options.acknowledge()) {
        part.returned();
      } else if (part != null) {
        part.handled();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failed(part, e);
    } catch (Exception | Error e) {
      delivered.incrementAndGet();
      LOG.warn("{} failed with an event of {}", this, event.topic(), e);
      failed(part, e);
    }
  }

  private static void failed(Receipt.@Nullable Part part, Throwable thrown) {
    if (part != null) {
      part.failed("a handler failed: " + thrown);
    }
  }

  @Override
  public String toString() {
    return "the subscription of " + pattern + " by " + subscriber;
  }

  @Override
  public void close() {
    List<Event> left;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      handler = NOBODY; // plans may know this queue for long, and its bundle's classes must go
      left = List.copyOf(queue);
      queue.clear();
      room.signalAll();
    } finally {
      lock.unlock();
    }
    for (Event event : left) {
      if (event instanceof Handed handed && handed.part() != null) {
        handed.part().handled(); // nobody wants it here any more
      }
    }
    onClose.accept(this);
  }
}
