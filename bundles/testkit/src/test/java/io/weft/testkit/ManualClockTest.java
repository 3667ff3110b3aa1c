package io.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class ManualClockTest {
  private final ManualClock clock = new ManualClock(Instant.EPOCH);

  @Test
  void standsUntilItIsMoved() {
    assertThat(clock.instant()).isEqualTo(Instant.EPOCH);
    assertThat(clock.getAsLong()).isZero();
  }

  @Test
  void wallClockAndNanosecondsMoveTogether() {
    clock.advance(Duration.ofMillis(1500));

    assertThat(clock.millis()).isEqualTo(1500);
    assertThat(clock.getAsLong()).isEqualTo(1_500_000_000L);
  }

  @Test
  void aViewFromAnotherZoneMovesToo() {
    Clock berlin = clock.withZone(ZoneId.of("Europe/Berlin"));
    clock.advance(Duration.ofSeconds(1));

    assertThat(berlin.instant()).isEqualTo(Instant.EPOCH.plusSeconds(1));
    assertThat(berlin.getZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
  }

  @Test
  void doesNotRunBackwards() {
    assertThatThrownBy(() -> clock.advance(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT-0.000000001S");
  }
}
