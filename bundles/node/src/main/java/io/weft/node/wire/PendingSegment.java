package io.weft.node.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Some slots of a {@link PendingRing}. The id in a slot decides by compare-and-set who may touch
 * the rest of it: 0 is free, -1 is somebody's at the moment.
 */
final class PendingSegment<T> {

  /** A power of two. An idle session keeps one segment: 256 slots of 20 or 24 bytes, about 6 KB. */
  static final int SLOTS = 256;

  private static final VarHandle IDS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final long FREE = 0;
  private static final long TOUCHED = -1;

  private final long[] ids = new long[SLOTS];
  private final long[] deadlines = new long[SLOTS];
  private final Object[] values = new Object[SLOTS];

  /** Whether the slot of this id was free and has the value now. */
  boolean put(long id, T value, long deadlineNanos) {
    int slot = slot(id);
    if ((long) IDS.getVolatile(ids, slot) != FREE || !IDS.compareAndSet(ids, slot, FREE, TOUCHED)) {
      return false;
    }
    values[slot] = value;
    deadlines[slot] = deadlineNanos;
    IDS.setRelease(ids, slot, id);
    return true;
  }

  @SuppressWarnings("unchecked")
  @Nullable T take(long id) {
    int slot = slot(id);
    if (!IDS.compareAndSet(ids, slot, id, TOUCHED)) {
      return null;
    }
    T value = (T) values[slot];
    values[slot] = null;
    IDS.setRelease(ids, slot, FREE);
    return value;
  }

  /** The id in this slot; 0 or less if there is none. */
  long idAt(int slot) {
    return (long) IDS.getAcquire(ids, slot);
  }

  /** What waits under this id in this slot, left there; {@code null} if it has gone. */
  @SuppressWarnings("unchecked")
  @Nullable T peek(int slot, long id) {
    if (id <= FREE) {
      return null;
    }
    T value = (T) values[slot];
    return idAt(slot) == id ? value : null;
  }

  /** The id in this slot if its time is up; else 0 or less. */
  long expiredAt(int slot, long nowNanos) {
    // A deadline that belongs to a later id is no harm: an id that has gone can't be taken.
    long id = idAt(slot);
    return id > FREE && deadlines[slot] - nowNanos < 0 ? id : FREE;
  }

  private static int slot(long id) {
    return (int) id & (SLOTS - 1);
  }
}
