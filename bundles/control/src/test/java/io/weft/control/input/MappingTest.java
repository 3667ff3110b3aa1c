package io.weft.control.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weft.control.InputMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappingTest {

  private static Object at(String curve, String out, double value) {
    return Mapping.of("desk * fader/1 0..127 " + curve + " -> stage/light " + out).value(value);
  }

  @ParameterizedTest
  @CsvSource({
    "linear, 0..1, 0, 0",
    "linear, 0..1, 127, 1",
    "linear, 0..1, 300, 1",
    "linear, 0..1, -5, 0",
    "linear, 100..0, 63.5, 50",
    "linear, -1..1, 63.5, 0",
    "log, 0..1, 127, 1",
    "log, 0..1, 63.5, 0.7404",
    "exp, 0..1, 127, 1",
    "exp, 0..1, 63.5, 0.2403",
    "steps:3, 0..10, 60, 5",
    "steps:3, 0..10, 127, 10"
  })
  void valuesAreLedByTheirCurve(String curve, String out, double given, double expected) {
    assertThat((Double) at(curve, out, given)).isCloseTo(expected, within(1e-4));
  }

  @Test
  void aSwitchIsOnFromTheMiddle() {
    assertThat(at("linear", "switch", 63)).isEqualTo(false);
    assertThat(at("linear", "switch", 64)).isEqualTo(true);
  }

  @Test
  void channelsAndPrioritiesAreRead() {
    Mapping one = Mapping.of("midi:nano  3   cc/7 0..127 linear -> a 0..1  priority 4");

    assertThat(one.priority()).isEqualTo(4);
    assertThat(one.isFor(new InputMessage(3, "cc/7", 1))).isTrue();
    assertThat(one.isFor(new InputMessage(2, "cc/7", 1))).isFalse();
    assertThat(one.isFor(new InputMessage(3, "cc/8", 1))).isFalse();
    assertThat(MappingBook.read(" ; desk * a 0..1 exp -> b 0..1;").of("desk")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "desk * fader 0..127 -> light 0..1 | is not of the form DEVICE CHANNEL",
        "desk * fader 0..127 square -> light 0..1 | curve \"square\" (linear, log",
        "desk * fader 0..127 steps:1 -> light 0..1 | curve \"steps:1\"",
        "desk * fader 0-127 linear -> light 0..1 | range \"0-127\" (LOW..HIGH",
        "desk * fader 5..5 linear -> light 0..1 | range \"5..5\" of the device is empty",
        "desk * fader 0..1 linear -> light// 0..1 | point \"light//\"",
        "desk * fader 0..1 linear -> light 0..1 priority 16 | priority 16 (0 to 15)"
      })
  void whatCannotBeReadIsShownWithItsPlace(String mapping, String why) {
    assertThatThrownBy(() -> MappingBook.read("desk * a 0..1 exp -> b 0..1; " + mapping))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mappings: mapping 2, \"" + mapping + "\"")
        .hasMessageContaining(why);
  }
}
