package io.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.discovery.Availability;
import io.weft.exchange.Candidate;
import io.weft.exchange.LoadBalancer;
import io.weft.netif.InterfaceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What every {@link LoadBalancer} keeps. A test class extends it. */
public abstract class LoadBalancerContract {
  private static final int ROUNDS = 2_000;
  private static final int MOST = 64;
  private static final int THREADS = 8;

  private final Random random = new Random(20261126);

  /** The balancer; the same one each time within a test. */
  protected abstract LoadBalancer balancer();

  @Test
  void theChosenOneIsThere() {
    for (int round = 0; round < ROUNDS; round++) {
      List<Candidate> candidates = any(2 + random.nextInt(MOST - 1));
      assertThat(balancer().choose(candidates, key(), random.nextInt()))
          .isBetween(0, candidates.size() - 1);
    }
  }

  @Test
  void nothingNeedsToBeKnownOfNodes() {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      candidates.add(FixedCandidate.numbered(i));
    }
    for (int turn : new int[] {Integer.MIN_VALUE, -1, 0, 1, Integer.MAX_VALUE}) {
      assertThat(balancer().choose(List.copyOf(candidates), Optional.empty(), turn))
          .isBetween(0, 4);
      assertThat(balancer().choose(List.copyOf(candidates), Optional.of(""), turn)).isBetween(0, 4);
    }
  }

  @Test
  void manyThreadsChooseAtOnce() throws InterruptedException, ExecutionException, TimeoutException {
    List<Candidate> candidates = any(7);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int first = i * ROUNDS;
        all.add(
            threads.submit(
                () -> {
                  for (int turn = first; turn < first + ROUNDS; turn++) {
                    assertThat(balancer().choose(candidates, Optional.of("k" + turn), turn))
                        .isBetween(0, 6);
                  }
                }));
      }
      for (Future<?> each : all) {
        each.get(10, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private Optional<String> key() {
    return random.nextBoolean() ? Optional.empty() : Optional.of("user-" + random.nextInt());
  }

  private List<Candidate> any(int count) {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      FixedCandidate one =
          FixedCandidate.numbered(random.nextInt(1 << 30))
              .busy(random.nextInt(100), random.nextInt(1_000_000_000))
              .over(InterfaceKind.values()[random.nextInt(InterfaceKind.values().length)]);
      candidates.add(
          random.nextBoolean()
              ? one
              : one.sparing(new Availability(random.nextInt(101), random.nextLong(1L << 34))));
    }
    return List.copyOf(candidates);
  }
}
