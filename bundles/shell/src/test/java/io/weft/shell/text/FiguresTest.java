package io.weft.shell.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FiguresTest {

  @Test
  void durationsHaveTwoFigures() {
    assertThat(Figures.duration(Duration.ofNanos(640))).isEqualTo("0.6 µs");
    assertThat(Figures.duration(Duration.ofNanos(43_210))).isEqualTo("43 µs");
    assertThat(Figures.duration(Duration.ofNanos(310_000))).isEqualTo("0.3 ms");
    assertThat(Figures.duration(Duration.ofMillis(43))).isEqualTo("43 ms");
    assertThat(Figures.duration(Duration.ofNanos(999_700_000))).isEqualTo("1.0 s");
    assertThat(Figures.duration(Duration.ofMillis(1234))).isEqualTo("1.2 s");
    assertThat(Figures.duration(Duration.ofSeconds(59))).isEqualTo("59 s");
    assertThat(Figures.duration(Duration.ofSeconds(301))).isEqualTo("5 min");
    assertThat(Figures.duration(Duration.ofMinutes(185))).isEqualTo("3 h 5 min");
    assertThat(Figures.duration(Duration.ofDays(4))).isEqualTo("4 d");
    assertThat(Figures.duration(Duration.ofSeconds(-1))).isEqualTo("0.0 µs");
  }

  @Test
  void aMomentAgoIsNow() {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    assertThat(Figures.age(now.minusMillis(900), now)).isEqualTo("now");
    assertThat(Figures.age(now.minusSeconds(9), now)).isEqualTo("9.0 s");
  }

  @Test
  void sizesHaveUnits() {
    assertThat(Figures.bytes(0)).isEqualTo("0 B");
    assertThat(Figures.bytes(999)).isEqualTo("999 B");
    assertThat(Figures.bytes(1500)).isEqualTo("1.5 kB");
    assertThat(Figures.bytes(2_000_000)).isEqualTo("2 MB");
    assertThat(Figures.bytes(Long.MAX_VALUE)).isEqualTo("9223372 TB");
  }

  @Test
  void millisecondsGoDownToTheNanosecond() {
    assertThat(Json.line(Figures.millis(Duration.ofNanos(1_234_567)))).isEqualTo("1.234567");
    assertThat(Json.line(Figures.millis(Duration.ofSeconds(100)))).isEqualTo("100000");
    assertThat(Json.line(Figures.millis(Duration.ofNanos(120)))).isEqualTo("0.00012");
    assertThat(Json.line(Figures.millis(Duration.ZERO))).isEqualTo("0");
  }
}
