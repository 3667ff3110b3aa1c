package io.weft.codec.jackson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundsTest {

  @Test
  void defaultsAreThoseOfTheSettings() throws ReflectiveOperationException {
    assertThat(Bounds.DEFAULT)
        .isEqualTo(
            new Bounds(
                setting("max__nesting"),
                setting("max__number__chars"),
                setting("max__name__chars")));
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, 7, 1001, Integer.MAX_VALUE})
  void settingOutOfItsRangeIsRefused(int value) {
    assertThatThrownBy(() -> Bounds.within("io.weft.codec.json", "max_nesting", value, 8, 1000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("max_nesting of " + value + " in io.weft.codec.json (8 to 1000)");
  }

  private static int setting(String name) throws ReflectiveOperationException {
    return (Integer) Limits.class.getDeclaredMethod(name).getDefaultValue();
  }
}
