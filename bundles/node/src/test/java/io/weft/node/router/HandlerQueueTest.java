package io.weft.node.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.testkit.Eventually;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Who comes next when handlers are busy. Threads here are tasks that the test runs itself. */
class HandlerQueueTest {
  private final Deque<Runnable> threads = new ArrayDeque<>();
  private final AtomicLong now = new AtomicLong(1);
  private final List<String> ran = new ArrayList<>();
  private final HandlerQueue queue = new HandlerQueue(threads::add, 1, now::get);

  private void ask(String name, int priority) {
    queue.execute(() -> ran.add(name), priority);
  }

  @Test
  void largerPrioritiesComeFirstAndEqualOnesInTheirOrder() {
    ask("running", 0);
    ask("a", 0);
    ask("b", 0);
    ask("urgent", 9);
    ask("urgent too", 9);
    ask("important", 5);

    threads.remove().run();

    assertThat(ran).containsExactly("running", "urgent", "urgent too", "important", "a", "b");
    assertThat(threads).as("one place, one thread").isEmpty();
  }

  @Test
  void whoHasWaitedLongEnoughIsNotOvertakenAnyMore() {
    ask("running", 0);
    ask("patient", 0);
    now.addAndGet(HandlerQueue.STEP_NANOS * HandlerQueue.LARGEST_PRIORITY + 1);
    ask("urgent", Integer.MAX_VALUE);

    threads.remove().run();

    assertThat(ran).containsExactly("running", "patient", "urgent");
  }

  @Test
  void floodsWithoutPriorityLeaveRoomForThoseWithOne() {
    ask("running", 0);
    for (int i = 0; i < HandlerQueue.MAX_WAITING - HandlerQueue.RESERVED; i++) {
      ask("flood", 0);
    }

    assertThatThrownBy(() -> ask("one more", 0))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("12288")
        .hasMessageContaining("without priority");
    for (int i = 0; i < HandlerQueue.RESERVED; i++) {
      ask("urgent", 1);
    }
    assertThatThrownBy(() -> ask("one more", 1)).hasMessageContaining("16384");
    threads.remove().run();
    assertThat(ran).hasSize(1 + HandlerQueue.MAX_WAITING);
    assertThat(ran.subList(1, 1 + HandlerQueue.RESERVED)).containsOnly("urgent");
  }

  @Test
  void aTaskThatThrowsOrLeavesAnInterruptCostsNoPlace() {
    queue.execute(
        () -> {
          Thread.currentThread().interrupt();
          throw new IllegalStateException("a test");
        },
        0);
    ask("next", 0);

    threads.remove().run();

    assertThat(ran).containsExactly("next");
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    ask("later", 0);
    assertThat(threads).hasSize(1);
  }

  @Test
  void threadsThatAreRefusedCostNoPlace() {
    AtomicInteger refused = new AtomicInteger();
    HandlerQueue stubborn =
        new HandlerQueue(
            task -> {
              if (refused.getAndIncrement() < 3) {
                throw new RejectedExecutionException("full");
              }
              task.run();
            },
            1,
            now::get);

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> stubborn.execute(() -> {}, 0))
          .isInstanceOf(RejectedExecutionException.class);
    }
    stubborn.execute(() -> ran.add("at last"), 0);

    assertThat(ran).containsExactly("at last");
  }

  @Test
  void manyAtOnceAllRunAndNeverMoreThanAllowed() {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      HandlerQueue real = new HandlerQueue(pool, 4, System::nanoTime);
      for (int i = 0; i < 10_000; i++) {
        real.execute(
            () -> {
              most.accumulateAndGet(running.incrementAndGet(), Math::max);
              running.decrementAndGet();
              done.incrementAndGet();
            },
            i % 3);
      }
      Eventually.until("all have run", Duration.ofSeconds(10), () -> done.get() == 10_000);
      assertThat(most.get()).isLessThanOrEqualTo(4);
      assertThat(real.waiting()).isZero();
    } finally {
      pool.shutdownNow();
    }
  }
}
