package io.weft.control.state;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * The points in 256 buckets by a hash of their names, so that two nodes find what they know
 * differently without telling each other all: first the sums of the buckets, then the hashes of the
 * points in those that differ. Hashes are made when they are asked for. Safe on every thread.
 */
public final class Buckets {

  /** Two kilobytes of sums; of 100,000 points 400 in each. */
  static final int COUNT = 256;

  private static final int SHIFT = Long.SIZE - 8;

  private static final class Bucket {
    final Map<Long, Slot> slots = new HashMap<>();
    boolean summed = true;
    long sum;
  }

  /** A point by the hash of its name, and the hash of its state. */
  record Entry(long name, long state) {}

  private final ReentrantLock lock;
  private final Predicate<PointState> forgotten;
  private final Bucket[] all = new Bucket[COUNT];
  private int deletions;

  /**
   * @param lock the board's
   * @param forgotten deletions that are not worth telling
   */
  Buckets(ReentrantLock lock, Predicate<PointState> forgotten) {
    this.lock = lock;
    this.forgotten = forgotten;
    for (int i = 0; i < COUNT; i++) {
      all[i] = new Bucket();
    }
  }

  private Bucket of(long nameHash) {
    return all[(int) (nameHash >>> SHIFT)];
  }

  void add(Slot slot) {
    of(slot.nameHash).slots.put(slot.nameHash, slot);
    changed(slot);
  }

  void changed(Slot slot) {
    of(slot.nameHash).summed = false;
    deletions += slot.state.isGone() ? 1 : 0;
  }

  void remove(Slot slot) {
    of(slot.nameHash).slots.remove(slot.nameHash, slot);
    of(slot.nameHash).summed = false;
  }

  /** The sum of a bucket; the lock is held for one at a time. */
  long sum(int bucket) {
    lock.lock();
    try {
      Bucket asked = all[bucket];
      if (!asked.summed || deletions > 0) { // what is deleted leaves the sum as time goes by
        long sum = 0;
        for (Slot slot : asked.slots.values()) {
          sum += forgotten.test(slot.state) ? 0 : hash(slot);
        }
        asked.sum = sum;
        asked.summed = true;
      }
      return asked.sum;
    } finally {
      lock.unlock();
    }
  }

  private static long hash(Slot slot) {
    if (slot.hash == 0) {
      slot.hash = PointForm.hash(slot.state);
    }
    return slot.hash;
  }

  List<Entry> entries(int bucket) {
    lock.lock();
    try {
      List<Entry> entries = new ArrayList<>(all[bucket].slots.size());
      for (Slot slot : all[bucket].slots.values()) {
        if (!forgotten.test(slot.state)) {
          entries.add(new Entry(slot.nameHash, hash(slot)));
        }
      }
      return entries;
    } finally {
      lock.unlock();
    }
  }

  /** The states of these points, of those that there are, as they are now. */
  public List<PointState> states(List<Long> nameHashes) {
    lock.lock();
    try {
      List<PointState> states = new ArrayList<>(nameHashes.size());
      for (long each : nameHashes) {
        Slot slot = of(each).slots.get(each);
        if (slot != null && !forgotten.test(slot.state)) {
          states.add(slot.state);
        }
      }
      return states;
    } finally {
      lock.unlock();
    }
  }
}
