package io.weft.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GateTest {

  @Test
  void whoeverShutsAnEmptyGateIsTheLast() {
    Gate gate = new Gate();

    assertThat(gate.shut()).isTrue();
    assertThat(gate.enter()).isFalse();
    assertThat(gate.shut()).isFalse();
  }

  @Test
  void whoeverLeavesAShutGateLastIsTheLast() {
    Gate gate = new Gate();
    gate.enter();
    gate.enter();

    assertThat(gate.shut()).isFalse();
    assertThat(gate.leave()).isFalse();
    assertThat(gate.leave()).isTrue();
  }

  @Test
  void amongManyThreadsExactlyOneIsTheLastAndNobodyFollows() throws Exception {
    for (int round = 0; round < 200; round++) {
      Gate gate = new Gate();
      AtomicInteger last = new AtomicInteger();
      AtomicInteger afterTheLast = new AtomicInteger();
      CountDownLatch begin = new CountDownLatch(1);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Thread thread =
            new Thread(
                () -> {
                  await(begin);
                  while (gate.enter()) {
                    if (last.get() > 0) {
                      afterTheLast.incrementAndGet();
                    }
                    if (gate.leave()) {
                      last.incrementAndGet();
                    }
                  }
                });
        threads.add(thread);
        thread.start();
      }
      begin.countDown();
      if (gate.shut()) {
        last.incrementAndGet();
      }
      for (Thread thread : threads) {
        thread.join(10_000);
      }
      assertThat(last).hasValue(1);
      assertThat(afterTheLast).hasValue(0);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
