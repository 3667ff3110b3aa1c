package io.weft.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.node.session.Liveness.Pace;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private static final Pace REMOTE = Liveness.DEFAULT.remote();

  private final Patience patience = new Patience(0);
  private long now;

  private void heard(long pauseMillis, int times) {
    for (int i = 0; i < times; i++) {
      long pause = Duration.ofMillis(pauseMillis).toNanos();
      now += pause;
      patience.heard(pause, REMOTE, now);
    }
  }

  private long millis() {
    return Duration.ofNanos(Patience.nanos(REMOTE, patience.worstNanos(now))).toMillis();
  }

  @Test
  void aLinkOfWhichNothingIsKnownOrThatIsSteadyHasTheLeast() {
    assertThat(millis()).isEqualTo(900);
    heard(250, 1000);
    heard(262, 1000);
    assertThat(millis()).isEqualTo(900);
  }

  @Test
  void aStallIsFollowedByPatienceForTwoDoublings() {
    heard(250, 20);
    heard(650, 1);
    assertThat(millis()).isEqualTo(250 + 4 * 400);
    heard(250, 20);
    assertThat(millis()).isEqualTo(250 + 4 * 400);
  }

  @Test
  void patienceIsBoundedWhateverWasHeard() {
    heard(600_000, 3);
    assertThat(millis()).isEqualTo(10_000);
  }

  @Test
  void stallsAreForgottenWithinTwoMinutes() {
    heard(650, 1);
    heard(250, 4 * 59);
    assertThat(millis()).isGreaterThan(1800);
    heard(250, 4 * 62);
    assertThat(millis()).isEqualTo(900);
    heard(650, 1);
    now += Duration.ofHours(1).toNanos();
    assertThat(millis()).isEqualTo(900);
  }

  @Test
  void whoKnocksLessOftenIsNotTakenForOneThatStalls() {
    heard(450, 100);
    now += Patience.MEMORY.multipliedBy(2).toNanos();
    heard(450, 10);
    assertThat(millis()).isEqualTo(900);
  }

  @Test
  void theLongestSilenceIsASetting() {
    Liveness short5s = Liveness.keptAlive(Duration.ofSeconds(5));
    assertThat(short5s.remote().mostPatience()).isEqualTo(Duration.ofSeconds(5));
    assertThat(short5s.local().silenceLimit()).isEqualTo(Duration.ofSeconds(5));
    assertThat(Liveness.DEFAULT.local())
        .isEqualTo(new Pace(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(30)));
  }
}
