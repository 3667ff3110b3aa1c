package io.weft.node.events;

import io.weft.node.NodeId;
import io.weft.node.wire.EventHead;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The events of one publisher and topic, as they arrive: each once, though it may come on several
 * ways; in order, though one may overtake another; and with the number of those that never came.
 * Bounded in time and number. Safe on every thread.
 */
final class Arriving {

  /** How long one that is early waits for those before it: the slowest of two ways, usually. */
  static final long WAIT_NANOS = Duration.ofMillis(100).toNanos();

  /** How many may wait. */
  private static final int MAX_EARLY = 256;

  /** A first one with such a number may have overtaken the very first, and waits as well. */
  private static final int FIRST_FEW = MAX_EARLY;

  /** And how many bytes of data. */
  private static final long MAX_EARLY_BYTES = 8 << 20;

  /** Of so many that did not come in time it is known that they are not repetitions. */
  private static final int MAX_LATE = 1024;

  /** Gets events in order; does not block. */
  interface Exit {
    /**
     * The next one.
     *
     * @param gap how many are missing before it
     */
    void deliver(Arriving from, RemoteEvent event, long gap);
  }

  private final NodeId publisher;
  private final long epoch;
  private final String topic;
  private final byte[] utf8;
  private final Exit exit;

  private final ReentrantLock lock = new ReentrantLock();
  private final TreeMap<Long, RemoteEvent> early = new TreeMap<>();
  private final TreeSet<Long> late = new TreeSet<>();
  private long last;
  private boolean begun;
  private long earlyBytes;
  private long earlySinceNanos;
  private long retained;
  private long retainedBound;

  /** The plan by which the last one was delivered; used by the exit. */
  volatile @Nullable Plan plan;

  /** Subscriptions up to this number got the last one; used by the exit. */
  volatile long bound;

  /** Whether it was used since the last look. */
  volatile boolean used = true;

  /** Whether another object has taken its place. */
  volatile boolean forgotten;

  Arriving(NodeId publisher, long epoch, String topic, Exit exit) {
    this.publisher = publisher;
    this.epoch = epoch;
    this.topic = topic;
    this.utf8 = topic.getBytes(StandardCharsets.UTF_8);
    this.exit = exit;
  }

  NodeId publisher() {
    return publisher;
  }

  long epoch() {
    return epoch;
  }

  String topic() {
    return topic;
  }

  byte[] utf8() {
    return utf8;
  }

  /** Takes one in if it is the next one and none waits; nearly all are. Whether it was. */
  boolean takeNext(RemoteEvent event) {
    lock.lock();
    try {
      boolean next = event.sequence() == last + 1 && early.isEmpty();
      if (next) {
        deliver(event, 0);
      }
      return next;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes one in that has its place in the order.
   *
   * @param waits whether somebody is there who would miss those before it
   * @return whether some wait from now on: {@link #look} is to be called after a while
   */
  boolean take(RemoteEvent event, boolean waits, long nowNanos) {
    long sequence = event.sequence();
    lock.lock();
    try {
      if (sequence == last + 1 || (!begun && sequence > FIRST_FEW)) {
        if (!begun) {
          late(sequence, FIRST_FEW);
        }
        deliver(event, 0);
        return handEarly(false);
      }
      if (sequence <= last) {
        if (late.remove(sequence)) {
          exit.deliver(this, event, 0); // too late for its place, which is better than never
        }
        return false;
      }
      if (begun && !waits && early.isEmpty()) {
        deliver(event, 0);
        return false;
      }
      boolean first = early.isEmpty();
      if (early.putIfAbsent(sequence, event) == null) {
        earlyBytes += event.bytes();
      }
      if (first) {
        earlySinceNanos = nowNanos;
      }
      if (early.size() >= MAX_EARLY || earlyBytes > MAX_EARLY_BYTES) {
        handEarly(true);
        return false;
      }
      return first;
    } finally {
      lock.unlock();
    }
  }

  /** Goes on without those that have not come in time; whether some still wait. */
  boolean look(long nowNanos) {
    lock.lock();
    try {
      return !early.isEmpty() && handEarly(nowNanos - earlySinceNanos >= WAIT_NANOS);
    } finally {
      lock.unlock();
    }
  }

  /** This one has come in another way. */
  void came(long sequence) {
    lock.lock();
    try {
      late.remove(sequence);
      if (sequence == last + 1) {
        last = sequence;
        begun = true;
        handEarly(false);
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean handEarly(boolean overGaps) {
    Iterator<Map.Entry<Long, RemoteEvent>> each = early.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<Long, RemoteEvent> next = each.next();
      long gap = next.getKey() - last - 1;
      if (gap > 0 && !overGaps) {
        return true;
      }
      each.remove();
      earlyBytes -= next.getValue().bytes();
      late(next.getKey(), MAX_LATE);
      deliver(next.getValue(), begun ? gap : 0); // before the beginning nobody missed anything
    }
    return false;
  }

  /** Those before this one have not come, and are no repetitions if they do. */
  private void late(long sequence, int most) {
    for (long missing = Math.max(last + 1, sequence - most); missing < sequence; missing++) {
      late.add(missing);
    }
    while (late.size() > MAX_LATE) {
      late.pollFirst();
    }
  }

  private void deliver(RemoteEvent event, long gap) {
    last = event.sequence();
    begun = true;
    exit.deliver(this, event, gap);
    if (event.is(EventHead.RETAINED)) {
      retained = last;
      retainedBound = bound;
    }
  }

  /**
   * Whether a subscription has had this value of the topic, or a later one.
   *
   * @param number of the subscription
   */
  boolean hadRetained(long sequence, long number) {
    lock.lock();
    try {
      return retained > sequence || (retained == sequence && number <= retainedBound);
    } finally {
      lock.unlock();
    }
  }

  /** A last value was delivered to subscriptions up to this number that had not had it. */
  void replayed(long sequence, long upTo) {
    lock.lock();
    try {
      if (sequence >= retained) {
        retained = sequence;
        retainedBound = Math.max(retainedBound, upTo);
      }
      last = Math.max(last, sequence);
      begun = true;
    } finally {
      lock.unlock();
    }
  }

  boolean isWaiting() {
    lock.lock();
    try {
      return !early.isEmpty();
    } finally {
      lock.unlock();
    }
  }
}
