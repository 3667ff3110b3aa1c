package io.weft.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {

  @Test
  void whatIsGivenCountsMoreThanQuick() {
    Options options = Options.parse(List.of("--pairs", "3", "--quick"));

    assertThat(options.pairs()).isEqualTo(3);
    assertThat(options.duration()).isEqualTo(Duration.ofMillis(200));
    assertThat(options.isQuick()).isTrue();
  }

  @Test
  void onlyNamesPartsOfTheCommand() {
    Options options = Options.parse(List.of("--only", "half-load,batching"));

    options.checkParts("compare", Compare.PARTS);
    assertThat(options.includes("batching")).isTrue();
    assertThat(options.includes("large")).isFalse();
    assertThat(Options.parse(List.of()).includes("large")).isTrue();
    assertThatThrownBy(() -> options.checkParts("events", EventRates.PARTS))
        .hasMessage("--only half-load: events has rate, spread, matching");
    assertThatThrownBy(() -> options.checkParts("calls", List.of()))
        .hasMessage("--only half-load: calls has no parts");
  }

  @Test
  void whatIsNoOptionIsRefused() {
    assertThatThrownBy(() -> Options.parse(List.of("--pair", "3"))).hasMessage("no option --pair");
    assertThatThrownBy(() -> Options.parse(List.of("--pairs")))
        .hasMessage("--pairs lacks its value");
  }
}
