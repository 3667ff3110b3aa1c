package io.weft.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.launcher.settings.Assignment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
  void whatIsJoinedIsATicketOrAPlaceOrAnAddress(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("a,b.json"), "{}");
    Up up =
        parse(
            "--join",
            "weft1:abc",
            "--join",
            file.toString(),
            "--join=" + folder.resolve("x/.."),
            "--join",
            "https://example.org/nodes.json",
            "--join",
            "tcp://10.0.0.7:7001",
            "--join",
            "node-7:7001",
            "--join",
            "[fe80::1]:7001");
    String registry = "io.weft.discovery.registry";
    String bootstrap = "io.weft.discovery.bootstrap";
    assertThat(up.join()).contains("weft1:abc");
    assertThat(up.settings())
        .containsExactly(
            Assignment.adding(registry, "locations", file.toString(), "--join"),
            Assignment.adding(registry, "locations", folder.toString(), "--join"),
            Assignment.adding(registry, "locations", "https://example.org/nodes.json", "--join"),
            Assignment.adding(bootstrap, "addresses", "tcp://10.0.0.7:7001", "--join"),
            Assignment.adding(bootstrap, "addresses", "tcp://node-7:7001", "--join"),
            Assignment.adding(bootstrap, "addresses", "tcp://[fe80::1]:7001", "--join"));
  }

  @Test
  void whatCannotBeJoinedSaysWhatWasTried() {
    for (String wrong : List.of("nonsense", "/not/there.json", "file:///x", "mailto:a@b", "")) {
      assertThatThrownBy(() -> parse("--join", wrong))
          .as(wrong)
          .isInstanceOf(Refusal.class)
          .hasMessageStartingWith("--join \"" + wrong + "\" is no ticket")
          .hasMessageContaining("no file or directory")
          .hasMessageContaining("no URL")
          .hasMessageContaining("no address");
    }
    assertThatThrownBy(() -> parse("--join", "secret".repeat(100))).message().hasSizeLessThan(250);
    assertThatThrownBy(() -> parse("--join", "weft1:a", "--join", "weft2:b"))
        .hasMessage("--join was given two tickets: a node is in one network");
  }

  @Test
  void mistakesSayWhatToDo() {
    assertThatThrownBy(() -> parse("--prot", "1"))
        .hasMessage("weft up has no option --prot; did you mean --port?\nweft up --help shows all");
    assertThatThrownBy(() -> parse("--name")).hasMessage("--name needs a value");
  }
}
