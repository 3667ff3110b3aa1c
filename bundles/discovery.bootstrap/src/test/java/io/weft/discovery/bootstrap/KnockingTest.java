package io.weft.discovery.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class KnockingTest {
  private final Instant start = Instant.parse("2026-01-01T00:00:00Z");
  private final Knocking knocking = new Knocking(Duration.ofSeconds(1));

  private int knocks(int fromSecond, int toSecond, boolean alone, boolean wants) {
    int knocks = 0;
    for (int second = fromSecond; second < toSecond; second++) {
      knocks += knocking.due(start.plusSeconds(second), alone, wants) ? 1 : 0;
    }
    return knocks;
  }

  @Test
  void whoIsAloneKnocksEachSecond() {
    assertThat(knocks(0, 60, true, true)).isEqualTo(60);
    assertThat(knocking.inVain()).isTrue();
    assertThat(knocking.next()).isEqualTo(start.plusSeconds(60));
  }

  @Test
  void whoHasTooLittleCompanyKnocksWithGrowingPauses() {
    assertThat(knocks(0, 64, false, true)).as("at 0, 1, 3, 7, 15, 31, 63").isEqualTo(7);
    assertThat(knocks(64, 3600, false, true)).isBetween(11, 14);
    assertThat(Duration.between(start.plusSeconds(3600), knocking.next()))
        .isLessThanOrEqualTo(Duration.ofMinutes(5));
    assertThat(knocking.inVain()).isFalse();
  }

  @Test
  void whoHasCompanyEnoughKnocksOnceAtTheStart() {
    assertThat(knocks(0, 3600, false, false)).isEqualTo(1);
  }

  @Test
  void whoIsLeftAloneKnocksAtOnce() {
    knocks(0, 3000, false, true);
    assertThat(knocks(3000, 3010, true, true)).isEqualTo(10);
  }

  @Test
  void whoWantsCompanyAgainBeginsWithShortPauses() {
    knocks(0, 600, false, true);
    assertThat(knocks(600, 1000, false, false)).isZero();
    assertThat(knocks(1000, 1010, false, true)).isBetween(3, 4);
  }
}
