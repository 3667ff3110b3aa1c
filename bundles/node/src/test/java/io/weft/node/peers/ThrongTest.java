package io.weft.node.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThrongTest {
  private final Random random = new Random(1);

  private Duration longest(int known) {
    return IntStream.range(0, 1000)
        .mapToObj(i -> Throng.pause(known, random))
        .max(Duration::compareTo)
        .orElseThrow();
  }

  @Test
  void theFirstOneIsDialledAtOnce() {
    assertThat(longest(0)).isZero();
    assertThat(longest(1)).isZero();
  }

  @Test
  void theMoreAreKnownTheLongerTheyAreSpreadButNotForever() {
    assertThat(longest(11)).isBetween(Duration.ofMillis(150), Duration.ofMillis(200));
    assertThat(longest(10_000)).isBetween(Duration.ofMillis(900), Duration.ofSeconds(1));
  }
}
