package io.weft.discovery.mdns;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class QuestionsTest {

  private final Questions questions = new Questions(Duration.ofSeconds(30), 0);

  @Test
  void intervalsDoubleUpToAnHour() {
    assertThat(next(0)).isEqualTo(Duration.ofSeconds(30));
    questions.asked(0);
    assertThat(next(0)).isEqualTo(Duration.ofSeconds(60));
    for (int i = 0; i < 20; i++) {
      questions.asked(0);
    }
    assertThat(next(0)).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void intervalsGrowWithTheNodesThatAnswer() {
    assertThat(next(1)).isEqualTo(Duration.ofMinutes(5));
    assertThat(next(49)).isEqualTo(Duration.ofMinutes(5 * 49));
    assertThat(next(2000)).isEqualTo(Duration.ofHours(12));
  }

  @Test
  void longFirstIntervalStays() {
    Questions seldom = new Questions(Duration.ofHours(2), 0);
    seldom.asked(0);
    assertThat(Duration.ofNanos(seldom.nextNanos(0))).isEqualTo(Duration.ofHours(2));
  }

  private Duration next(int nodes) {
    return Duration.ofNanos(questions.nextNanos(nodes));
  }
}
