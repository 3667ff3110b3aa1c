package io.weft.node.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for the answer to which message, and until when. Safe on every thread, without locks;
 * adding and taking make no garbage.
 *
 * <p>An id names its slot in its low bits. The ring uses one segment of slots, or twice as many as
 * wait: an idle session costs some kilobytes. When fewer wait it uses fewer again, because the peer
 * keeps an answer until the next request of its slot comes ({@link SeenRequests}): with thousands
 * of slots in turn answers outlived collections of garbage, and at 340,000 calls a second a full
 * one of 14 ms came every 0.7 s. Slots in use are never moved, so ids stay good.
 */
public final class PendingRing<T> {

  private final int mask;
  private final AtomicReferenceArray<@Nullable PendingSegment<T>> segments;
  private final AtomicLong last;
  private final AtomicInteger size = new AtomicInteger();

  /**
   * @param capacityPowerOfTwo how many may wait at most
   * @param after all ids are greater than this one, not negative
   * @throws IllegalArgumentException if it is not a power of two
   */
  public PendingRing(int capacityPowerOfTwo, long after) {
    if (Integer.bitCount(capacityPowerOfTwo) != 1 || capacityPowerOfTwo < 0) {
      throw new IllegalArgumentException(
          "capacity " + capacityPowerOfTwo + " (a power of two is expected)");
    }
    last = new AtomicLong(after);
    mask = capacityPowerOfTwo - 1;
    segments = new AtomicReferenceArray<>(Math.max(1, capacityPowerOfTwo / PendingSegment.SLOTS));
  }

  /**
   * Adds one that waits.
   *
   * @param deadlineNanos on the clock of {@link System#nanoTime}
   * @return its id, positive and never used before; 0 if as many wait as may
   */
  public long add(T value, long deadlineNanos) {
    int waiting = size.incrementAndGet();
    if (waiting > mask + 1) {
      size.decrementAndGet();
      return 0;
    }
    int slots = slotsFor(waiting);
    for (int probes = 0; probes < 2 * slots; probes++) {
      long id = nextId(slots);
      if (segment(id).put(id, value, deadlineNanos)) {
        return id;
      }
    }
    size.decrementAndGet();
    return 0;
  }

  /** Takes the one with this id: exactly one caller gets it, all others {@code null}. */
  public @Nullable T take(long id) {
    if (id <= 0) {
      return null;
    }
    PendingSegment<T> segment = segments.get((int) (id & mask) / PendingSegment.SLOTS);
    T value = segment == null ? null : segment.take(id);
    if (value != null) {
      size.decrementAndGet();
    }
    return value;
  }

  /**
   * Takes all whose time is up.
   *
   * @param expired called for each, on this thread; must not throw
   * @return how many
   */
  public int expire(long nowNanos, Consumer<? super T> expired) {
    int count = 0;
    for (int i = 0; i < segments.length(); i++) {
      PendingSegment<T> segment = segments.get(i);
      for (int slot = 0; segment != null && slot < PendingSegment.SLOTS; slot++) {
        count += handOver(segment.expiredAt(slot, nowNanos), expired);
      }
    }
    return count;
  }

  /**
   * Takes all that wait. Those that are added meanwhile may be left.
   *
   * @param each called for each, on this thread; must not throw
   * @return how many
   */
  public int drain(Consumer<? super T> each) {
    int count = 0;
    for (int i = 0; i < segments.length(); i++) {
      PendingSegment<T> segment = segments.get(i);
      for (int slot = 0; segment != null && slot < PendingSegment.SLOTS; slot++) {
        count += handOver(segment.idAt(slot), each);
      }
    }
    return count;
  }

  /**
   * Takes those that match. Those that are added meanwhile may be left.
   *
   * @param taken called for each, on this thread; must not throw
   * @return how many
   */
  public int takeIf(Predicate<? super T> matches, Consumer<? super T> taken) {
    int count = 0;
    for (int i = 0; i < segments.length(); i++) {
      PendingSegment<T> segment = segments.get(i);
      for (int slot = 0; segment != null && slot < PendingSegment.SLOTS; slot++) {
        long id = segment.idAt(slot);
        T value = segment.peek(slot, id);
        if (value != null && matches.test(value)) {
          count += handOver(id, taken);
        }
      }
    }
    return count;
  }

  /** Those that match, left where they are. Those that are added meanwhile may be missing. */
  public List<T> matching(Predicate<? super T> matches) {
    List<T> found = new ArrayList<>();
    any(
        value -> {
          if (matches.test(value)) {
            found.add(value);
          }
          return false;
        });
    return found;
  }

  /** Whether one that waits matches. */
  public boolean any(Predicate<? super T> matches) {
    for (int i = 0; i < segments.length(); i++) {
      PendingSegment<T> segment = segments.get(i);
      for (int slot = 0; segment != null && slot < PendingSegment.SLOTS; slot++) {
        T value = segment.peek(slot, segment.idAt(slot));
        if (value != null && matches.test(value)) {
          return true;
        }
      }
    }
    return false;
  }

  /** How many wait, about: additions and removals under way may be counted or not. */
  public int size() {
    return size.get();
  }

  private int handOver(long id, Consumer<? super T> to) {
    T value = take(id);
    if (value == null) {
      return 0;
    }
    to.accept(value);
    return 1;
  }

  /** The next number whose low bits name one of the slots in use. */
  private long nextId(int slots) {
    while (true) {
      long before = last.get();
      long id = before + 1;
      if ((id & mask) >= slots) {
        id = (id | mask) + 1;
      }
      if (last.compareAndSet(before, id)) {
        return id;
      }
    }
  }

  private PendingSegment<T> segment(long id) {
    int index = (int) (id & mask) / PendingSegment.SLOTS;
    PendingSegment<T> segment = segments.get(index);
    if (segment != null) {
      return segment;
    }
    PendingSegment<T> fresh = new PendingSegment<>();
    PendingSegment<T> raced = segments.compareAndExchange(index, null, fresh);
    return raced == null ? fresh : raced;
  }

  /** A power of two: at most half of them are taken, until the ring is full. */
  private int slotsFor(int waiting) {
    int twice = Integer.highestOneBit(Math.max(1, waiting - 1)) << 2;
    return Math.min(mask + 1, Math.max(PendingSegment.SLOTS, twice));
  }
}
