package io.weft.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  private final Latencies latencies = new Latencies();

  @Test
  void ofNoneEverythingIsZero() {
    assertThat(latencies.count()).isZero();
    assertThat(latencies.mean()).isZero();
    assertThat(latencies.quantile(0.99)).isZero();
    assertThat(latencies.max()).isZero();
  }

  @Test
  void quantilesAreAnEighthOffAtMost() {
    long[] all = new Random(1).longs(10_000, 1_000, 3_000_000_000L).sorted().toArray();
    LongStream.of(all).forEach(nanos -> latencies.add(Duration.ofNanos(nanos)));

    for (double part : new double[] {0.01, 0.5, 0.9, 0.99}) {
      double exact = all[(int) Math.ceil(part * all.length) - 1] / 1e9;
      assertThat(latencies.quantile(part)).isCloseTo(exact, within(exact / 8));
    }
    assertThat(latencies.max()).isEqualTo(all[all.length - 1] / 1e9);
    assertThat(latencies.mean()).isCloseTo(1.5, within(0.1));
  }

  @Test
  void theShortestAndTheLongestHaveTheirPlace() {
    latencies.add(Duration.ofNanos(-1));
    latencies.add(Duration.ZERO);
    latencies.add(Duration.ofDays(10_000));

    assertThat(latencies.count()).isEqualTo(3);
    assertThat(latencies.quantile(0.5)).isLessThan(1e-6);
    assertThat(latencies.quantile(1)).isGreaterThan(3600);
  }
}
