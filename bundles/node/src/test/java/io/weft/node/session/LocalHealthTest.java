package io.weft.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LocalHealthTest {
  private static final long LATE = LocalHealth.LATE.toNanos() + 1;
  private static final Duration MOST = Duration.ofSeconds(10);

  private final LocalHealth health = new LocalHealth();
  private long now;

  private long looked(long late, int peers, int silent) {
    now += Duration.ofMillis(250).toNanos();
    health.looked(now, late, peers, silent);
    return health.longer(1000, MOST);
  }

  @Test
  void aClockOnTimeAndACompanyThatIsHeardAreHealth() {
    assertThat(looked(0, 20, 1)).isEqualTo(1000);
    assertThat(health.well()).isTrue();
    assertThat(looked(0, 1, 1)).as("the only peer says nothing about this node").isEqualTo(1000);
    assertThat(looked(0, 0, 0)).isEqualTo(1000);
  }

  @Test
  void eachLateLookMakesItWorseToABoundAndTimeHeals() {
    assertThat(looked(LATE, 20, 0)).isEqualTo(2000);
    assertThat(health.well()).isFalse();
    for (int i = 0; i < 10; i++) {
      assertThat(looked(LATE, 20, 0)).isLessThanOrEqualTo(LocalHealth.MOST * 1000);
    }
    assertThat(looked(0, 20, 0)).isEqualTo(LocalHealth.MOST * 1000);
    now += LocalHealth.RECOVERY.toNanos();
    assertThat(looked(0, 20, 0)).isEqualTo(3000);
    now += LocalHealth.RECOVERY.toNanos();
    looked(0, 20, 0);
    now += LocalHealth.RECOVERY.toNanos();
    assertThat(looked(0, 20, 0)).isEqualTo(1000);
    assertThat(health.well()).isTrue();
  }

  @Test
  void aVeryLateLookCountsTwice() {
    assertThat(looked(LocalHealth.VERY_LATE.toNanos() + 1, 20, 0)).isEqualTo(3000);
  }

  @Test
  void silenceOfMostIsMoreLikelyHereThanThere() {
    assertThat(looked(0, 20, 10)).isEqualTo(1000);
    assertThat(looked(0, 20, 11)).isEqualTo(LocalHealth.MOST * 1000);
    assertThat(looked(0, 2, 2)).isEqualTo(LocalHealth.MOST * 1000);
    assertThat(looked(0, LocalHealth.COMPANY, LocalHealth.COMPANY)).isEqualTo(MOST.toNanos());
    assertThat(looked(0, 20, 1)).isEqualTo(1000);
  }
}
