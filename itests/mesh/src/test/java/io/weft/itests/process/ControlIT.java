package io.weft.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.weft.itests.Answer;
import io.weft.itests.RunningNode;
import io.weft.itests.Site;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Control points of several nodes: concurrent changes, late ones, killed ones, leases, devices. */
class ControlIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  @TempDir Path folder;
  private Site site;

  @BeforeEach
  void site() {
    site = new Site(folder);
  }

  @AfterEach
  void stop() {
    site.close();
  }

  private RunningNode start(String name) {
    return site.start(name, "--feature", "control");
  }

  private static JsonNode point(RunningNode node, String name) {
    for (JsonNode each : node.ask("control", "list", "--json").json()) {
      if (each.path("name").asText().equals(name)) {
        return each;
      }
    }
    return MissingNode.getInstance();
  }

  private static void agree(String name, RunningNode... nodes) {
    nodes[0].until(
        "all agree about " + name,
        SOON,
        () ->
            Stream.of(nodes).map(node -> point(node, name)).distinct().count() == 1
                && !point(nodes[0], name).isMissingNode());
  }

  private static Answer well(RunningNode node, String... command) {
    Answer answer = node.ask(command);
    assertThat(answer.exit()).as(answer.toString()).isZero();
    return answer;
  }

  @Test
  void allNodesHaveTheSamePointsWhateverHappensToThem() {
    RunningNode ada = start("ada");
    RunningNode bob = start("bob");
    ada.ready();
    bob.ready();
    ada.untilConnected(bob).untilServiceOf(bob, "weft/control");

    // Two set one point at the same time.
    CompletableFuture<Answer> first = ada.askLater("control", "set", "stage/light", "0.25");
    CompletableFuture<Answer> second = bob.askLater("control", "set", "stage/light", "0.75");
    assertThat(first.join().exit()).isZero();
    assertThat(second.join().exit()).isZero();
    well(ada, "control", "set", "hall/visitors", "3", "--add");
    well(bob, "control", "set", "hall/visitors", "4", "--add");
    agree("stage/light", ada, bob);
    ada.until("the sum", SOON, () -> point(ada, "hall/visitors").path("value").asInt() == 7);

    // A value of the wrong type.
    Answer wrong = bob.ask("control", "set", "stage/light", "bright");
    assertThat(wrong.exit()).isEqualTo(USAGE);
    assertThat(wrong.err()).contains("stage/light is a number", "a text: \"bright\"");

    // One joins late.
    RunningNode cyd = start("cyd").ready();
    agree("stage/light", ada, bob, cyd);
    agree("hall/visitors", ada, bob, cyd);
    well(cyd, "control", "set", "stage/gel", "#ff8000", "--priority", "3");
    agree("stage/gel", ada, bob, cyd);

    // A lease is handed over.
    well(ada, "control", "lease", "crane/arm", "--for", "1m");
    well(ada, "control", "set", "crane/arm", "1");
    agree("crane/arm", ada, bob, cyd);
    Answer held = cyd.ask("control", "set", "crane/arm", "2");
    assertThat(held.exit()).isEqualTo(FAILED);
    assertThat(held.err()).contains("held by node " + ada.id().substring(0, 8));
    well(ada, "control", "lease", "crane/arm", "--to", "cyd");
    cyd.until("cyd holds it", SOON, () -> cyd.ask("control", "set", "crane/arm", "2").exit() == 0);
    agree("crane/arm", ada, bob, cyd);
    assertThat(point(bob, "crane/arm").path("holderName").asText()).isEqualTo("cyd");

    // One is killed and comes back with nothing.
    ada.kill();
    well(bob, "control", "set", "stage/light", "0.5");
    RunningNode again = start("ada").ready();
    agree("stage/light", again, bob, cyd);
    agree("crane/arm", again, bob, cyd);
    well(again, "control", "set", "hall/visitors", "1", "--add");
    bob.until(
        "nothing was lost", SOON, () -> point(bob, "hall/visitors").path("value").asInt() == 8);
    agree("hall/visitors", again, bob, cyd);
    assertThat(bob.ask("control", "history", "crane/arm").out()).contains("leased", "ada", "cyd");
    assertThat(Answer.traces(again.log() + bob.log() + cyd.log())).isEmpty();
  }

  @Test
  void aDeviceOfOneNodeMovesWhatAnotherOneWatches() {
    mapping(
        "virtual_devices = desk", "mappings = desk * fader/1 0..127 linear -> stage/light 0..1");
    RunningNode desk = start("desk");
    RunningNode lamp = start("lamp");
    desk.ready();
    lamp.ready().untilServiceOf(desk, "weft/input");
    lamp.untilServiceOf(desk, "weft/control");
    CompletableFuture<Answer> watched =
        lamp.askLater("control", "watch", "stage/*", "--count", "1", "--for", "20s");

    Answer sent = move(lamp, 127);
    assertThat(sent.exit()).as(sent.toString()).isZero();

    assertThat(watched.join().out()).contains("stage/light  1  by desk");
    JsonNode device = lamp.ask("control", "devices", "--json").json().path(0);
    assertThat(device.path("name").asText()).isEqualTo("desk");
    assertThat(device.path("messages").asInt()).isEqualTo(1);

    mapping("virtual_devices = desk", "mappings = desk * fader/1 0..127 linear -> hall/light 0..1");
    desk.until(
        "the new mapping",
        SOON,
        () -> move(desk, 0).exit() == 0 && !point(desk, "hall/light").isMissingNode());
    mapping("virtual_devices = desk", "mappings = desk * fader/1 0..127 wavy -> hall/light 0..1");
    desk.untilSaid("curve \"wavy\"", SOON);
    assertThat(desk.log()).contains("io.weft.control.mapping", "mapping 1", "stay in force");
    assertThat(Answer.traces(desk.log() + lamp.log())).isEmpty();
  }

  private static Answer move(RunningNode asker, int value) {
    return asker.ask(
        "request",
        "weft/input",
        "send",
        "{\"device\": \"desk\", \"channel\": 1, \"control\": \"fader/1\", \"value\": "
            + value
            + "}",
        "--to",
        "desk");
  }

  private void mapping(String... lines) {
    try {
      Path conf = site.folder(site.data("desk").resolve("conf"));
      Path whole = Files.write(folder.resolve("next.cfg"), List.of(lines));
      Files.move(
          whole, conf.resolve("io.weft.control.mapping.cfg"), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
