package io.weft.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.testkit.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real node in a process of its own, on loopback. */
class NodeIT {
  @TempDir Path folder;
  private WeftScript weft;
  private Path data;

  @BeforeEach
  void script() {
    weft = new WeftScript(folder);
    data = folder.resolve("data dir +ä");
  }

  @AfterEach
  void close() throws Exception {
    weft.close();
  }

  private WeftScript.Run up(String... more) throws Exception {
    String[] arguments = new String[more.length + 5];
    System.arraycopy(
        new String[] {"up", "--data", data.toString(), "--bind", "127.0.0.1"}, 0, arguments, 0, 5);
    System.arraycopy(more, 0, arguments, 5, more.length);
    return weft.start(arguments);
  }

  private static void await(String what, BooleanSupplier condition) {
    Eventually.until(what, Duration.ofSeconds(60), condition);
  }

  private static void awaitReady(WeftScript.Run node) {
    await("ready", () -> node.output().contains("Ctrl-C") || !node.isAlive());
    assertThat(node.isAlive()).as(node.errors()).isTrue();
  }

  @Test
  void startsAnswersAndStopsInOrder() throws Exception {
    WeftScript.Run node = up("--name", "anna");
    awaitReady(node);
    assertThat(node.output()).contains("anna is ready");
    assertThat(Files.readString(data.resolve("log/weft.log"))).contains("BoringSSL");

    WeftScript.Run nodes = weft.start("nodes", "--json", "--data", data.toString());
    assertThat(nodes.exitCode()).as(nodes.errors()).isZero();
    assertThat(nodes.output()).contains("\"anna\"");

    WeftScript.Run second = up();
    assertThat(second.exitCode()).isEqualTo(2);
    assertThat(second.errors())
        .isEqualTo(
            "weft: data directory "
                + data
                + " belongs to the running node pid "
                + node.pid()
                + "; choose another with --data\n");

    node.terminate();
    assertThat(node.exitCode()).isZero();
    assertThat(data.resolve("control")).doesNotExist();
    assertThat(node.errors()).isEmpty();
    WeftScript.Run again = up("--quiet");
    await("there again", () -> Files.exists(data.resolve("control")));
    again.terminate();
    assertThat(again.exitCode()).isZero();
    assertThat(again.output()).isEmpty();
  }

  @Test
  void changedSettingsTakeEffectAndWrongOnesDoNot() throws Exception {
    WeftScript.Run node = up();
    awaitReady(node);
    Path file = data.resolve("conf/io.weft.network.cfg");
    Files.writeString(file, "request_timeout_ms = 12345\n");
    await(
        "the change",
        () -> node.output().contains("settings changed: io.weft.network/request_timeout_ms"));
    Files.writeString(file, "request_timeout_ms = never\n");
    await("the complaint", () -> node.errors().contains("the settings stay as they were"));
    assertThat(node.errors())
        .contains(file + ":1: request_timeout_ms = never: must be a whole number");
  }

  @Test
  void nodeThatCannotStartSaysWhyInOneLine() throws Exception {
    WeftScript.Run node = up("--set", "node_id=aaaaaaaa");
    assertThat(node.exitCode()).isEqualTo(1);
    assertThat(node.errors())
        .startsWith("weft: the node did not start: ")
        .contains("node_id is aaaaaaaa")
        .hasLineCount(1);
    assertThat(Files.readString(data.resolve("log/weft.log"))).doesNotContain("\tat ");
  }
}
