package io.weft.node.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PendingRingTest {

  @Test
  void valueIsTakenOnce() {
    PendingRing<String> ring = new PendingRing<>(1024, 0);

    long id = ring.add("a", 0);

    assertThat(id).isPositive();
    assertThat(ring.size()).isEqualTo(1);
    assertThat(ring.take(id)).isEqualTo("a");
    assertThat(ring.take(id)).isNull();
    assertThat(ring.size()).isZero();
  }

  @Test
  void idsThatWereNeverGivenFindNothing() {
    PendingRing<String> ring = new PendingRing<>(1024, 0);
    long id = ring.add("a", 0);

    assertThat(ring.take(0)).isNull();
    assertThat(ring.take(-1)).isNull();
    assertThat(ring.take(Long.MIN_VALUE)).isNull();
    assertThat(ring.take(Long.MAX_VALUE)).isNull();
    assertThat(ring.take(id + 1024)).isNull();
    assertThat(ring.take(id)).isEqualTo("a");
  }

  @Test
  void fullRingRefusesAndTakesAgainWhenThereIsRoom() {
    for (int capacity : new int[] {1, 2, 256, 1024}) {
      PendingRing<Integer> ring = new PendingRing<>(capacity, 0);
      List<Long> ids = new ArrayList<>();
      for (int i = 0; i < capacity; i++) {
        ids.add(ring.add(i, 0));
      }

      assertThat(ids).doesNotContain(0L).doesNotHaveDuplicates();
      assertThat(ring.add(-1, 0)).isZero();
      assertThat(ring.size()).isEqualTo(capacity);
      assertThat(ring.take(ids.get(capacity / 2))).isEqualTo(capacity / 2);
      assertThat(ring.add(-2, 0)).isPositive();
      assertThat(ring.add(-3, 0)).isZero();
    }
  }

  @Test
  void growingLosesNoId() {
    PendingRing<Integer> ring = new PendingRing<>(1 << 14, 0);
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < 1 << 14; i++) {
      ids.add(ring.add(i, 0));
    }

    for (int i = 0; i < ids.size(); i++) {
      assertThat(ring.take(ids.get(i))).isEqualTo(i);
    }
    assertThat(ring.size()).isZero();
  }

  @Test
  void fewSlotsAreUsedAgainWhenFewWait() {
    int capacity = 1 << 14;
    PendingRing<Integer> ring = new PendingRing<>(capacity, 0);
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      ids.add(ring.add(i, 0));
    }
    ids.forEach(ring::take);

    for (int i = 0; i < 1000; i++) {
      long id = ring.add(i, 0);
      assertThat(id & (capacity - 1)).isLessThan(PendingSegment.SLOTS);
      ring.take(id);
    }
  }

  @Test
  void idsAreNeverGivenAgain() {
    PendingRing<Integer> ring = new PendingRing<>(512, 0);
    long longLived = ring.add(-1, 0);
    Set<Long> ids = new HashSet<>();
    for (int i = 0; i < 5000; i++) {
      long id = ring.add(i, 0);
      assertThat(ids.add(id)).isTrue();
      assertThat(ring.take(id)).isEqualTo(i);
    }
    assertThat(ids).doesNotContain(longLived);
    assertThat(ring.take(longLived)).isEqualTo(-1);
  }

  @Test
  void whatIsOverdueIsHandedOverOnce() {
    PendingRing<String> ring = new PendingRing<>(1024, 0);
    long now = Long.MAX_VALUE - 5;
    ring.add("over", now - 1);
    ring.add("at this moment", now);
    long later = ring.add("later, after the clock has wrapped", now + 10);
    List<String> expired = new ArrayList<>();

    assertThat(ring.expire(now, expired::add)).isEqualTo(1);
    assertThat(expired).containsExactly("over");
    assertThat(ring.expire(now + 1, expired::add)).isEqualTo(1);
    assertThat(expired).containsExactly("over", "at this moment");
    assertThat(ring.size()).isEqualTo(1);
    assertThat(ring.take(later)).isNotNull();
  }

  @Test
  void drainHandsOverAll() {
    PendingRing<Integer> ring = new PendingRing<>(2048, 0);
    for (int i = 0; i < 1000; i++) {
      ring.add(i, 0);
    }
    Set<Integer> drained = new HashSet<>();

    assertThat(ring.drain(drained::add)).isEqualTo(1000);

    assertThat(drained).hasSize(1000);
    assertThat(ring.size()).isZero();
    assertThat(ring.drain(drained::add)).isZero();
  }

  @Test
  void otherCapacitiesThanPowersOfTwoAreRefused() {
    for (int capacity : new int[] {0, -1, 3, 1000, Integer.MIN_VALUE}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new PendingRing<>(capacity, 0))
          .withMessage("capacity " + capacity + " (a power of two is expected)");
    }
  }

  @Test
  @Timeout(60)
  void underLoadEachValueIsHandedOverExactlyOnce() throws Exception {
    Load load = new Load(4, 20_000);

    load.run();

    load.ring.drain(load.seen::incrementAndGet);
    for (int i = 0; i < load.seen.length(); i++) {
      assertThat(load.seen.get(i)).as("value %d", i).isEqualTo(1);
    }
    assertThat(load.ids).hasSize(load.seen.length());
    assertThat(load.ring.size()).isZero();
  }

  /** Threads that add, race for every id, and sweep, in turn; full rings and growing included. */
  private static final class Load {
    final PendingRing<Integer> ring = new PendingRing<>(1024, 0);
    final Set<Long> ids = ConcurrentHashMap.newKeySet();
    final AtomicIntegerArray seen;

    private final Queue<Long> answers = new ConcurrentLinkedQueue<>();
    private final int threads;
    private final int each;

    Load(int threads, int each) {
      this.threads = threads;
      this.each = each;
      this.seen = new AtomicIntegerArray(threads * each);
    }

    void run() throws Exception {
      ExecutorService pool = Executors.newFixedThreadPool(threads);
      try {
        List<Future<?>> all = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
          int first = thread * each;
          all.add(pool.submit(() -> addAndTake(first)));
        }
        for (Future<?> one : all) {
          one.get(50, TimeUnit.SECONDS);
        }
      } finally {
        pool.shutdownNow();
      }
    }

    private void addAndTake(int first) {
      Random random = new Random(first);
      for (int i = first; i < first + each; i++) {
        long id = ring.add(i, random.nextInt(7) == 0 ? -1 : 1);
        while (id == 0) {
          answer();
          ring.expire(0, seen::incrementAndGet);
          id = ring.add(i, 1);
        }
        ids.add(id);
        answers.add(id);
        answers.add(id);
        if (random.nextInt(500) == 0) {
          ring.expire(0, seen::incrementAndGet);
        }
        // Waves: nearly full, nearly empty.
        for (int taken = (i / 2000) % 2 * 4; taken > 0; taken--) {
          answer();
        }
      }
    }

    private void answer() {
      Long id = answers.poll();
      Integer value = id == null ? null : ring.take(id);
      if (value != null) {
        seen.incrementAndGet(value);
      }
    }
  }
}
