package io.weft.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.launcher.settings.Assignment;
import java.util.List;
import org.junit.jupiter.api.Test;

class UpTest {
  private static Up parse(String... arguments) {
    return Up.parse(List.of(arguments), List.of("base", "node"));
  }

  @Test
  void optionsBecomeSettings() {
    Up up =
        parse(
            "--name=n",
            "--bind",
            "127.0.0.1",
            "--port",
            "0",
            "--open",
            "--roles",
            "a,b",
            "--set",
            "x=1",
            "--data",
            "d");
    assertThat(up.settings())
        .containsExactly(
            Assignment.network("name", "n", "--name"),
            Assignment.network("bind_address", "127.0.0.1", "--bind"),
            Assignment.network("port", "0", "--port"),
            Assignment.network("open", "true", "--open"),
            Assignment.network("roles", "a,b", "--roles"));
    assertThat(up.flags()).containsExactly("x=1");
    assertThat(up.name()).contains("n");
    assertThat(up.data()).contains("d");
  }

  @Test
  void featuresAreAddedOnce() {
    assertThat(parse("--feature", "hello", "--feature", "node,x").features())
        .containsExactly("base", "node", "hello", "x");
  }

  @Test
  void mistakesSayWhatToDo() {
    assertThatThrownBy(() -> parse("--prot", "1"))
        .hasMessage("weft up has no option --prot; did you mean --port?\nweft up --help shows all");
    assertThatThrownBy(() -> parse("--name")).hasMessage("--name needs a value");
  }
}
