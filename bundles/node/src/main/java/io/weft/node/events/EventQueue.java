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
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executor;
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

  /** A publisher that waits is told of after so long, and each time that it is twice as long. */
  private static final long TELL_NANOS = Duration.ofSeconds(1).toNanos();

  private final TopicPattern pattern;
  private final SubscriptionOptions options;
  private final String subscriber;
  private final Consumer<EventQueue> onClose;
  private final HandOver handOver;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final ArrayDeque<Event> queue = new ArrayDeque<>();
  private final AtomicLong delivered = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong missed = new AtomicLong();
  private long lostBehind;
  private boolean running;
  private volatile boolean closed;
  private volatile long number = Long.MAX_VALUE;

  EventQueue(
      TopicPattern pattern,
      SubscriptionOptions options,
      EventHandler handler,
      Executor threads,
      Consumer<EventQueue> onClose) {
    this.pattern = pattern;
    this.options = options;
    this.subscriber = handler.getClass().getName();
    this.onClose = onClose;
    this.handOver = new HandOver(this, handler, threads, blocksPublishers());
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
        if (isFull() && options.overflow() == Overflow.BLOCK) {
          awaitRoom(event, mayBlock && !ReaderThread.isCurrent());
        }
        boolean full = isFull();
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
      handOver.schedule();
    }
  }

  private boolean isFull() {
    return queue.size() + handOver.waiting() >= options.queue();
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
    Receipt.Part gone = partOf(dropped);
    if (gone != null) {
      gone.failed(full());
    }
  }

  private String full() {
    return "the queue of a subscription of " + pattern + " was full (" + options.queue() + ")";
  }

  /** Waits for room, and tells who is waited for: the publisher's thread is not to be guessed. */
  private void awaitRoom(Event event, boolean mayBlock) {
    long tellAfter = TELL_NANOS;
    long waited = 0;
    while (mayBlock && !closed && isFull()) {
      try {
        long begun = System.nanoTime();
        room.awaitNanos(tellAfter - waited);
        waited += System.nanoTime() - begun;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      if (waited >= tellAfter && isFull()) {
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

  /**
   * Takes the oldest events out, for {@link HandOver}. One that has to be acknowledged comes alone:
   * when the subscription is closed, those that are still here are settled here.
   *
   * @param most how many at most
   * @param ends whether the task ends if there are none: the next event starts another one
   * @return whether there are some; if not, the task may be another thread's by now
   */
  boolean take(Collection<Event> to, int most, boolean ends) {
    lock.lock();
    try {
      boolean alone = false;
      while (to.size() < most && !alone && !queue.isEmpty()) {
        alone = partOf(queue.peek()) != null;
        if (alone && !to.isEmpty()) {
          break;
        }
        to.add(queue.remove());
      }
      handOver.took(to.size());
      if (to.isEmpty()) {
        running = !ends;
        return false;
      }
      room.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** No thread takes the task; the next event tries again. */
  void rejected() {
    lock.lock();
    try {
      running = false;
    } finally {
      lock.unlock();
    }
  }

  /** An event was handed over. */
  void handed() {
    delivered.incrementAndGet();
  }

  static Receipt.@Nullable Part partOf(@Nullable Event event) {
    return event instanceof Handed handed ? handed.part() : null;
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
      handOver.forget();
      left = List.copyOf(queue);
      queue.clear();
      room.signalAll();
    } finally {
      lock.unlock();
    }
    for (Event event : left) {
      Receipt.Part part = partOf(event);
      if (part != null) {
        part.handled(); // nobody wants it here any more
      }
    }
    onClose.accept(this);
  }
}
