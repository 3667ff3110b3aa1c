package io.weft.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weft.itests.Answer;
import io.weft.itests.RunningNode;
import io.weft.itests.Site;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All sources at once, on loopback: listed, switched, stopped and updated while the node runs. */
class DiscoveryIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path folder;
  private Site site;

  @BeforeEach
  void open() {
    site = new Site(folder);
  }

  @AfterEach
  void stop() {
    site.close();
  }

  private RunningNode start(String name) {
    return site.startPlain(name, List.of("--bind", "127.0.0.1")).ready();
  }

  private static JsonNode source(RunningNode node, String name) {
    for (JsonNode each : node.ask("discovery", "--json").json()) {
      if (each.path("name").asText().equals(name)) {
        return each;
      }
    }
    throw new AssertionError("no source " + name + ": " + node.ask("discovery"));
  }

  private static void awaitState(RunningNode node, String name, String state) {
    node.until(
        name + " is " + state, SOON, () -> source(node, name).path("state").asText().equals(state));
  }

  private static String since(RunningNode node, RunningNode other) {
    for (JsonNode each : node.ask("nodes", "--json").json()) {
      if (each.path("name").asText().equals(other.name())) {
        return each.path("state").asText() + " since " + each.path("since").asText();
      }
    }
    return "not known";
  }

  @Test
  void eachSourceIsSwitchedStoppedAndUpdatedAndNoPeerIsLost() {
    RunningNode ada = start("ada");
    RunningNode bob = start("bob");
    ada.untilConnected(bob);
    String before = since(ada, bob);
    List<String> sources = new ArrayList<>();
    ada.ask("discovery", "--json").json().forEach(each -> sources.add(each.path("name").asText()));
    assertThat(sources).contains("local", "mdns", "multicast");

    for (String source : sources) {
      awaitState(ada, source, "running");
      assertThat(ada.ask("discovery", "off", source).exit()).isZero();
      awaitState(ada, source, "off");
      assertThat(ada.ask("discovery", "on", source).exit()).isZero();
      awaitState(ada, source, "running");
      String bundle = "discovery." + source;
      for (String change : List.of("stop", "start", "update")) {
        Answer changed = ada.ask("bundles", change, bundle);
        assertThat(changed.exit()).as(changed.toString()).isZero();
      }
      awaitState(ada, source, "running");
    }

    assertThat(since(ada, bob)).isEqualTo(before).startsWith("connected");
    assertThat(ada.output() + bob.output()).doesNotContain("lost ");
    assertThat(Answer.traces(ada.log() + bob.log())).isEmpty();
    assertThat(ada.ask("discovery", "off", "bonjour").err())
        .contains("no source \"bonjour\" is installed; there are");
  }

  @Test
  void whoComesAndGoesCanBeWatched() throws Exception {
    RunningNode ada = site.start("ada").ready();
    CompletableFuture<Answer> watching = ada.askLater("nodes", "--watch", "--for", "15s", "--json");
    RunningNode bob = site.start("bob"); // by when it has started, it is watched
    ada.untilConnected(bob);
    bob.close();

    List<String> told = new ArrayList<>();
    for (String line : watching.get(60, TimeUnit.SECONDS).out().lines().toList()) {
      JsonNode change = new ObjectMapper().readTree(line);
      told.add(change.path("change").asText() + " " + change.path("node").path("name").asText());
    }

    assertThat(told).startsWith("found bob").endsWith("lost bob");
    assertThat(told.subList(1, told.size() - 1)).allMatch("changed bob"::equals);
  }
}
