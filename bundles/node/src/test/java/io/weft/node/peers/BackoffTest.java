package io.weft.node.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Backoff backoff = new Backoff(new Random(1));

  @Test
  void pausesGrowToABoundWithJitter() {
    Duration before = Duration.ZERO;
    for (int i = 0; i < 8; i++) {
      Duration pause = backoff.failed();
      assertThat(pause).isGreaterThan(before.multipliedBy(12).dividedBy(10));
      before = pause;
    }
    for (int i = 0; i < 100; i++) {
      assertThat(backoff.failed())
          .isLessThanOrEqualTo(Backoff.LONGEST.multipliedBy(12).dividedBy(10));
    }
  }

  @Test
  void successBeginsAnew() {
    for (int i = 0; i < 10; i++) {
      backoff.failed();
    }
    backoff.succeeded();

    assertThat(backoff.failed()).isLessThan(Backoff.FIRST.multipliedBy(2));
  }
}
