package io.weft.node.packing;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** A few arrays that are used again and again. Safe on every thread; waits for nobody. */
final class Scratch {

  /** As many as work at the same time on a usual machine. */
  private static final int PLACES = 8;

  /** Larger arrays are made for one use, so that little is kept in all (bytes). */
  private static final int MOST_KEPT = 256 * 1024;

  /** The least that is made: what a frame that is worth it needs (bytes). */
  private static final int LEAST = 16 * 1024;

  private final AtomicReferenceArray<byte @Nullable []> places = new AtomicReferenceArray<>(PLACES);

  /** An array of at least this size, with whatever is in it. */
  byte[] take(int size) {
    for (int i = 0; i < PLACES && size <= MOST_KEPT; i++) {
      byte[] kept = places.get(i);
      if (kept != null && kept.length >= size && places.compareAndSet(i, kept, null)) {
        return kept;
      }
    }
    return new byte[size > MOST_KEPT ? size : Math.max(LEAST, roundedUp(size))];
  }

  private static int roundedUp(int size) {
    return size <= 1 ? 1 : Integer.highestOneBit(size - 1) << 1;
  }

  /** Gives one back that nobody uses any more. */
  void give(byte[] array) {
    if (array.length > MOST_KEPT) {
      return;
    }
    for (int i = 0; i < PLACES; i++) {
      byte[] kept = places.get(i);
      if ((kept == null || kept.length < array.length) && places.compareAndSet(i, kept, array)) {
        return;
      }
    }
  }
}
