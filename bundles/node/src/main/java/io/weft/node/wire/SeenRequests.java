package io.weft.node.wire;

import io.weft.transport.Frame;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Which requests of one peer have arrived, and for some seconds what they were answered: a request
 * that is sent again because a link broke is not run twice, and its answer is not lost.
 *
 * <p>The low bits of an id name a slot, and a slot's next request comes only when the one before
 * has ended ({@link PendingRing}); so one id a slot is all there is to remember, and a lower one is
 * an echo. Safe on every thread, without locks but for large answers; makes no garbage.
 */
public final class SeenRequests {

  /** What an arriving request is. */
  public enum Arrival {
    /** It is to be run. */
    NEW,
    /** It is being run, or was answered. */
    REPEATED,
    /** Its slot has a later one: nobody waits for it any more. */
    STALE
  }

  /** Stands for an answer that was given and is not kept any more; never sent. */
  public static final Frame FORGOTTEN = Frame.of(new byte[1]);

  /** Stands for an answer that is not kept because the request may be run again; never sent. */
  public static final Frame AGAIN = Frame.of(new byte[1]);

  /** Slots of the largest ring: 16 bits of the id. */
  static final int SLOTS = 1 << 16;

  /** Answers up to this size are kept without counting (bytes). */
  private static final int SMALL = 1024;

  /**
   * Larger ones are kept up to this much together, and the last one in any case (bytes): the oldest
   * are forgotten for it.
   */
  private static final long BUDGET = 8L << 20;

  private static final int SEGMENT = PendingSegment.SLOTS;
  private static final VarHandle IDS = MethodHandles.arrayElementVarHandle(long[].class);

  private static final class Segment {
    final long[] ids = new long[SEGMENT];
    final AtomicReferenceArray<@Nullable Frame> answers = new AtomicReferenceArray<>(SEGMENT);
    final boolean[] old = new boolean[SEGMENT];
  }

  private final AtomicReferenceArray<@Nullable Segment> segments =
      new AtomicReferenceArray<>(SLOTS / SEGMENT);
  private final AtomicLong largeBytes = new AtomicLong();
  private final LargeAnswers large = new LargeAnswers();

  /** A request has arrived. */
  public Arrival arrived(long id) {
    Segment segment = segment(id);
    int slot = (int) id & (SEGMENT - 1);
    for (; ; ) {
      long before = (long) IDS.getVolatile(segment.ids, slot);
      if (Long.compareUnsigned(id, before) <= 0) {
        return id == before ? Arrival.REPEATED : Arrival.STALE;
      }
      if (IDS.compareAndSet(segment.ids, slot, before, id)) {
        release(segment.answers.getAndSet(slot, null));
        return Arrival.NEW;
      }
    }
  }

  /** It was answered with this frame, which must stay as it is. */
  public void answered(long id, Frame answer) {
    Segment segment = segment(id);
    int slot = (int) id & (SEGMENT - 1);
    if ((long) IDS.getVolatile(segment.ids, slot) != id) {
      return;
    }
    long bytes = bytes(answer);
    if (bytes > SMALL) {
      largeBytes.addAndGet(bytes);
    }
    segment.old[slot] = false;
    release(segment.answers.getAndSet(slot, answer));
    if ((long) IDS.getVolatile(segment.ids, slot) != id
        && segment.answers.compareAndSet(slot, answer, null)) {
      release(answer); // the next request of the slot came in between
    } else if (bytes > SMALL) {
      large.add(id);
    }
  }

  /**
   * What a repeated request was answered; null while it is being run, {@link #FORGOTTEN} if that
   * was too long ago, {@link #AGAIN} if it may be run again.
   */
  public @Nullable Frame answer(long id) {
    return segment(id).answers.get((int) id & (SEGMENT - 1));
  }

  /** Forgets what was answered before the last sweep. For one thread, every few seconds. */
  public void sweep() {
    for (int i = 0; i < segments.length(); i++) {
      Segment segment = segments.get(i);
      for (int slot = 0; segment != null && slot < SEGMENT; slot++) {
        Frame kept = segment.answers.get(slot);
        if (kept == null || kept == FORGOTTEN || kept == AGAIN) {
          continue;
        }
        if (!segment.old[slot]) {
          segment.old[slot] = true;
        } else if (segment.answers.compareAndSet(slot, kept, FORGOTTEN)) {
          release(kept);
        }
      }
    }
  }

  /** Forgets one that is kept. */
  private void forget(long id) {
    Segment segment = segment(id);
    int slot = (int) id & (SEGMENT - 1);
    Frame kept = segment.answers.get(slot);
    if (kept != null
        && kept != FORGOTTEN
        && (long) IDS.getVolatile(segment.ids, slot) == id
        && segment.answers.compareAndSet(slot, kept, FORGOTTEN)) {
      release(kept);
    }
  }

  /** Another process is at the other end: its ids begin anew. */
  public void clear() {
    for (int i = 0; i < segments.length(); i++) {
      segments.set(i, null);
    }
    largeBytes.set(0);
    large.clear();
  }

  private void release(@Nullable Frame kept) {
    if (kept != null && kept != FORGOTTEN && bytes(kept) > SMALL) {
      largeBytes.addAndGet(-bytes(kept));
    }
  }

  private static long bytes(Frame frame) {
    return (long) frame.size() + frame.tail().map(ByteBuffer::remaining).orElse(0);
  }

  /** Ids of large answers, oldest first; some of them are not kept any more. */
  private final class LargeAnswers {
    /** As many as fit in the budget, all of the smallest size. */
    private final int most = (int) (BUDGET / SMALL);

    private final ReentrantLock lock = new ReentrantLock();
    private long[] ids = new long[16];
    private int oldest;
    private int count;

    void add(long id) {
      lock.lock();
      try {
        while (count == most || (count > 0 && largeBytes.get() > BUDGET)) {
          forget(ids[oldest]);
          oldest = (oldest + 1) % ids.length;
          count--;
        }
        if (count == ids.length) {
          grow();
        }
        ids[(oldest + count) % ids.length] = id;
        count++;
      } finally {
        lock.unlock();
      }
    }

    void clear() {
      lock.lock();
      try {
        count = 0;
      } finally {
        lock.unlock();
      }
    }

    private void grow() {
      long[] more = new long[Math.min(most, 2 * ids.length)];
      for (int i = 0; i < count; i++) {
        more[i] = ids[(oldest + i) % ids.length];
      }
      ids = more;
      oldest = 0;
    }
  }

  private Segment segment(long id) {
    int index = (int) (id & (SLOTS - 1)) / SEGMENT;
    Segment segment = segments.get(index);
    if (segment != null) {
      return segment;
    }
    Segment fresh = new Segment();
    Segment raced = segments.compareAndExchange(index, null, fresh);
    return raced == null ? fresh : raced;
  }
}
