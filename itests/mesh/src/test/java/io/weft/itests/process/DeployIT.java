package io.weft.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.itests.Answer;
import io.weft.itests.RunningNode;
import io.weft.itests.Site;
import io.weft.itests.parts.ServiceJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundles and features are dropped into a running node's folder and taken away again. */
class DeployIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir static Path folder;

  private static Site site;
  private static RunningNode node;

  @BeforeAll
  static void start() {
    site = new Site(folder);
    node = site.start("node").ready();
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  private static Path deploy(String file) {
    return node.data().resolve("deploy").resolve(file);
  }

  private static boolean answers(String path) {
    return node.ask("request", path, "typed", "{\"item\": \"pen\", \"count\": 3}").exit() == 0;
  }

  @Test
  void jarIsInstalledAndRemovedWhileTheNodeRuns() throws IOException {
    Path jar = ServiceJar.write(deploy("one.jar"), "test.one", "by/jar");
    node.until("by/jar answers", SOON, () -> answers("by/jar"));
    Files.delete(jar);
    node.until("by/jar is gone", SOON, () -> !answers("by/jar"));
    assertThat(node.ask("bundles", "--json").out()).doesNotContain("test.one");
  }

  @Test
  void featureIsInstalledAndRemovedWhileTheNodeRuns() throws IOException {
    ServiceJar.write(
        node.data().resolve("repository/org/example/two/1.0.0/two-1.0.0.jar"),
        "test.two",
        "by/feature");
    Path part = deploy(".two.part");
    Files.writeString(
        part,
        """
        {
          "feature-resource-version": "1.0",
          "id": "org.example:two-feature:1.0.0",
          "bundles": [ { "id": "org.example:two:1.0.0" } ]
        }
        """);
    Path feature = Files.move(part, deploy("two.json"), StandardCopyOption.ATOMIC_MOVE);
    node.until("by/feature answers", SOON, () -> answers("by/feature"));
    Files.delete(feature);
    node.until("by/feature is gone", SOON, () -> !answers("by/feature"));
    assertThat(node.ask("bundles", "--json").out()).doesNotContain("test.two");
  }

  @Test
  void twoHandlersForOneActionAreToldWithBothBundles() {
    ServiceJar.write(deploy("first.jar"), "test.first", "twice");
    node.until("twice answers", SOON, () -> answers("twice"));
    ServiceJar.write(deploy("second.jar"), "test.second", "twice");
    node.untilSaid(
        line ->
            line.contains("WARN")
                && line.contains("twice")
                && line.contains("test.first")
                && line.contains("test.second"),
        "a warning names both bundles",
        SOON);
    assertThat(answers("twice")).isTrue();
  }

  @Test
  void brokenFilesAreToldInOneLineAndTheNodeGoesOn() throws IOException {
    Files.writeString(deploy("broken.json"), "{\n  \"id\": \n}");
    node.untilSaid(
        line -> line.contains("broken.json") && line.contains("3"),
        "the broken feature is told with its line",
        SOON);
    Files.writeString(deploy("broken.jar"), "this is no jar");
    node.untilSaid("broken.jar", SOON);
    Files.writeString(
        deploy("missing.json"),
        "{\"feature-resource-version\": \"1.0\", \"id\": \"a:b:1\", \"bundles\": [\"no:such:1.0\"]}");
    node.untilSaid("no:such:1.0", SOON);
    assertThat(node.ask("info", "--json").json().path("ready").asBoolean()).isTrue();
    assertThat(Answer.traces(node.output() + node.log())).isEmpty();
  }
}
