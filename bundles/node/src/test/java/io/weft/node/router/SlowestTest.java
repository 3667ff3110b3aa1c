package io.weft.node.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SlowestTest {
  private final Slowest slowest = new Slowest();

  @Test
  void nothingIsKnownBeforeSixteenCalls() {
    for (int i = 0; i < 15; i++) {
      slowest.took(1_000);
    }
    assertThat(slowest.slow()).isEmpty();
    slowest.took(1_000);
    assertThat(slowest.slow()).contains(Duration.ofNanos(1_000));
  }

  @Test
  void ninetyFiveOfAHundredAreQuicker() {
    for (int i = 1; i <= 256; i++) {
      slowest.took(i * 1_000L);
    }
    assertThat(slowest.slow()).contains(Duration.ofNanos(244_000));
  }

  @Test
  void oldCallsAreForgotten() {
    for (int i = 0; i < 256; i++) {
      slowest.took(1_000_000);
    }
    for (int i = 0; i < 256; i++) {
      slowest.took(1_000);
    }
    assertThat(slowest.slow()).contains(Duration.ofNanos(1_000));
  }
}
