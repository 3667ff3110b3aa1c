package io.weft.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.weft.itests.Answer;
import io.weft.itests.RunningNode;
import io.weft.itests.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files between processes, which are killed in the middle. */
class FilesIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int MIB = 1 << 20;
  private static final int FAILED = 1;

  @TempDir Path folder;
  private Site site;
  private Path received;

  @BeforeEach
  void site() throws IOException {
    site = new Site(folder);
    received = folder.resolve("received");
    Path shared = Files.createDirectories(folder.resolve("shared"));
    for (String node : List.of("ada", "bob")) {
      Files.write(
          site.folder(site.data(node).resolve("conf")).resolve("io.weft.files.cfg"),
          List.of("receive_folder = " + received, "shared_folders = shared=" + shared));
    }
  }

  @AfterEach
  void stop() {
    site.close();
  }

  private RunningNode start(String name) {
    return site.start(name, "--feature", "files");
  }

  private Path file(String name, int bytes) throws IOException {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, content);
  }

  private static JsonNode transfer(RunningNode node, String id) {
    for (JsonNode each : node.ask("transfers", "--json").json()) {
      if (each.path("id").asText().equals(id)) {
        return each;
      }
    }
    return MissingNode.getInstance();
  }

  private static void until(RunningNode node, String id, String state) {
    node.until(
        "transfer " + id + " is " + state,
        SOON,
        () -> transfer(node, id).path("state").asText().equals(state));
  }

  /** Begins what takes some seconds, and returns when a part of it is there. */
  private static String halfway(RunningNode sender, RunningNode receiver, String... command) {
    Answer answer = sender.ask(command);
    assertThat(answer.exit()).as(answer.toString()).isZero();
    String id = answer.out().strip();
    receiver.until(
        "a part is there", SOON, () -> transfer(receiver, id).path("bytesDone").asLong() > 8 * MIB);
    return id;
  }

  private static void same(Path one, Path other) throws IOException {
    assertThat(Files.mismatch(one, other)).as("%s and %s", one, other).isEqualTo(-1);
  }

  @Test
  void filesArriveWhoeverIsKilledMeanwhile() throws Exception {
    RunningNode ada = start("ada");
    RunningNode bob = start("bob");
    ada.ready();
    bob.ready();
    ada.untilServiceOf(bob, "weft/files");
    bob.untilServiceOf(ada, "weft/files");

    // A file and a folder; an offer to nobody; what is not shared.
    Path film = file("film", 20 * MIB + 7);
    Path many = file("many/0", 0).getParent();
    for (int i = 1; i < 500; i++) {
      file("many/" + i, i * 20);
    }
    Answer sent = ada.ask("send", film.toString(), many.toString(), "bob", "--sha256");
    assertThat(sent.exit()).as(sent.toString()).isZero();
    same(film, received.resolve("film"));
    for (int i = 0; i < 500; i++) {
      same(many.resolve("" + i), received.resolve("many/" + i));
    }
    Answer refused = bob.ask("fetch", "ada:secrets/x", received.toString());
    assertThat(refused.exit()).isEqualTo(FAILED);
    assertThat(refused.err()).contains("there is nothing here for you");

    // The receiver is killed.
    Path large = file("large", 30 * MIB);
    String id = halfway(ada, bob, "send", large.toString(), "bob", "--limit", "12M", "--no-wait");
    bob.kill();
    assertThat(received.resolve("large")).doesNotExist();
    RunningNode again = start("bob").ready();
    until(ada, id, "done");
    same(large, received.resolve("large"));
    assertThat(transfer(again, id).path("state").asText()).isEqualTo("done");

    // The sender is killed.
    Path shared = file("shared/other", 30 * MIB);
    String fetch =
        halfway(
            again,
            again,
            "fetch",
            "ada:shared/other",
            received.toString(),
            "--limit",
            "12M",
            "--no-wait");
    ada.kill();
    until(again, fetch, "waiting");
    RunningNode next = start("ada").ready();
    until(again, fetch, "done");
    same(shared, received.resolve("other"));
    assertThat(received.resolve(".weft-part")).doesNotExist();
    assertThat(Answer.traces(ada.log() + bob.log() + again.log() + next.log())).isEmpty();
  }
}
