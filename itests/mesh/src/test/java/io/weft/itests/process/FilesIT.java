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
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files between processes, which are killed in the middle: {@code -Dfiles.kills=100} for a hundred
 * times, {@code -Dfiles.seed} for the same ones again. One is sparse, and has more bytes than four
 * of them can count: {@code -Dfiles.sparse.gib=1024} for a tebibyte.
 */
class FilesIT {
  private static final int KILLS = Integer.getInteger("files.kills", 4);
  private static final long SEED = Long.getLong("files.seed", System.nanoTime());
  private static final int SPARSE_GIB = Integer.getInteger("files.sparse.gib", 5);
  private static final int MIB = 1 << 20;
  private static final int FAILED = 1;

  @TempDir Path folder;

  @TempDir(factory = SparseFile.InMemory.class)
  Path memory;

  private Site site;
  private Path received;

  @BeforeEach
  void site() throws IOException {
    site = new Site(folder);
    received = folder.resolve("received");
    Path shared = Files.createDirectories(folder.resolve("shared"));
    for (String node : List.of("ada", "bob", "cyd")) {
      Path into = node.equals("cyd") ? folder.resolve("cyd-received") : received;
      Files.write(
          site.folder(site.data(node).resolve("conf")).resolve("io.weft.files.cfg"),
          List.of(
              "receive_folder = " + into,
              "shared_folders = shared=" + shared,
              // A sparse file needs none of its bytes.
              "check_disk_space = false"));
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

  /** How a node sees a transfer; missing if it says nothing of it. */
  static JsonNode transfer(RunningNode node, String id) {
    for (JsonNode each : node.ask("transfers", "--json").json()) {
      if (each.path("id").asText().equals(id)) {
        return each;
      }
    }
    return MissingNode.getInstance();
  }

  private static void same(Path one, Path other) throws IOException {
    assertThat(Files.mismatch(one, other)).as("%s and %s", one, other).isEqualTo(-1);
  }

  /** How often the content has left a node: the bytes on its links by that of one copy. */
  private static double copies(RunningNode sender, long bytes) {
    long left = 0;
    for (JsonNode transfer : sender.ask("transfers", "--json").json()) {
      for (JsonNode link : transfer.path("links")) {
        left += link.asLong();
      }
    }
    System.out.printf("to two nodes: %.2f copies left the sender%n", (double) left / bytes);
    return (double) left / bytes;
  }

  @Test
  void filesArriveWhoeverIsKilledMeanwhile() throws Exception {
    RunningNode ada = start("ada");
    RunningNode bob = start("bob");
    RunningNode cyd = start("cyd");
    ada.ready();
    bob.ready();
    cyd.ready();
    ada.untilServiceOf(bob, "weft/files").untilServiceOf(cyd, "weft/files");
    bob.untilServiceOf(ada, "weft/files").untilServiceOf(cyd, "weft/files");
    cyd.untilServiceOf(bob, "weft/files");

    // A file and a folder, to two; what is not shared.
    Path film = file("film", 20 * MIB + 7);
    Path many = file("many/0", 0).getParent();
    for (int i = 1; i < 500; i++) {
      file("many/" + i, i * 20);
    }
    Answer sent = ada.ask("send", film.toString(), many.toString(), "bob", "cyd", "--sha256");
    assertThat(sent.exit()).as(sent.toString()).isZero();
    for (Path into : List.of(received, folder.resolve("cyd-received"))) {
      same(film, into.resolve("film"));
      for (int i = 0; i < 500; i++) {
        same(many.resolve("" + i), into.resolve("many/" + i));
      }
    }
    assertThat(copies(ada, Files.size(film))).isLessThan(1.5);
    cyd.kill();
    Answer refused = bob.ask("fetch", "ada:secrets/x", received.toString());
    assertThat(refused.exit()).isEqualTo(FAILED);
    assertThat(refused.err()).contains("is shared with you");

    SparseFile.of(memory.resolve("disk"), SPARSE_GIB).arrives(ada, bob, received);

    KillRounds kills = new KillRounds(folder, received, SEED, this::start, List.of(ada, bob));
    for (int i = 0; i < KILLS; i++) {
      kills.round(i);
    }
    System.out.printf("%d kills (seed %d): %s%n", KILLS, SEED, kills.pauses());
    assertThat(received.resolve(".weft-part")).doesNotExist();
    for (RunningNode each : kills.nodes()) {
      assertThat(Answer.traces(each.log())).isEmpty();
    }
  }
}
