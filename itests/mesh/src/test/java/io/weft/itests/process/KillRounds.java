package io.weft.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weft.itests.Answer;
import io.weft.itests.RunningNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/**
 * Transfers between two nodes of which one, or both, are killed at some moment: sent and fetched,
 * either way, files and folders. Each ends with what was sent, and loses nothing that was there.
 */
final class KillRounds {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int MIB = 1 << 20;

  /** So that a transfer takes about a second. */
  private static final String RATE = "12M";

  private final Path folder;
  private final Path received;
  private final Function<String, RunningNode> start;
  private final Random random;
  private final List<RunningNode> nodes;
  private final List<Pause> pauses = new ArrayList<>();

  /** How long it took from a link to the first new chunk. */
  private record Pause(long millis, String what) {}

  /**
   * @param folder with a folder {@code shared} that both nodes share
   * @param received where both nodes receive
   * @param start starts the node of a name
   * @param nodes two that run
   */
  KillRounds(
      Path folder,
      Path received,
      long seed,
      Function<String, RunningNode> start,
      List<RunningNode> nodes) {
    this.folder = folder;
    this.received = received;
    this.start = start;
    this.random = new Random(seed);
    this.nodes = new ArrayList<>(nodes);
  }

  /** Who is killed: in turn the receiver, the sender, and now and then both. */
  private enum Victim {
    RECEIVER,
    SENDER,
    BOTH
  }

  /** Those that run now. */
  List<RunningNode> nodes() {
    return List.copyOf(nodes);
  }

  /** One transfer; the number says which of all kinds. */
  void round(int number) throws IOException {
    int sender = random.nextInt(2);
    boolean fetched = number % 2 == 1;
    Victim victim =
        number % 5 == 4 ? Victim.BOTH : number / 2 % 2 == 0 ? Victim.RECEIVER : Victim.SENDER;
    Path source = source("shared/r" + number);
    long total = size(source);
    long moment = (long) (total * Math.min(1, random.nextDouble() * 1.1));
    String what =
        String.format(
            Locale.ROOT,
            "round %d: %s is %s by %s, %s killed from byte %d of %d on",
            number,
            source.getFileName(),
            fetched ? "fetched" : "sent",
            nodes.get(fetched ? 1 - sender : sender).name(),
            victim,
            moment,
            total);

    nodes.get(0).untilServiceOf(nodes.get(1), "weft/files");
    nodes.get(1).untilServiceOf(nodes.get(0), "weft/files");
    String id = begin(sender, source, fetched);
    long there = until(nodes.get(1 - sender), id, moment);
    kill(victim, sender);
    mayOnlyBeWhole(source);
    goesOn(1 - sender, sender, id, there, what).ifPresent(pauses::add);
    same(source, received.resolve(source.getFileName()), what);
    nodes.get(sender).until(what + ", the sender knows", SOON, () -> isOver(sender, id));
    delete(received.resolve(source.getFileName()));
    delete(source);
  }

  private String begin(int sender, Path source, boolean fetched) {
    String receiver = nodes.get(1 - sender).name();
    Answer answer =
        fetched
            ? nodes
                .get(1 - sender)
                .ask(
                    "fetch",
                    nodes.get(sender).name() + ":shared/" + source.getFileName(),
                    received.toString(),
                    "--limit",
                    RATE,
                    "--no-wait")
            : nodes
                .get(sender)
                .ask("send", source.toString(), receiver, "--limit", RATE, "--no-wait");
    assertThat(answer.exit()).as(answer.toString()).isZero();
    return answer.out().strip();
  }

  /** Waits for so many bytes; how many there were. */
  private static long until(RunningNode receiver, String id, long moment) {
    long[] there = {0};
    if (moment > 0) {
      receiver.until(
          "byte " + moment + " is there",
          SOON,
          () -> {
            JsonNode now = FilesIT.transfer(receiver, id);
            there[0] = now.path("bytesDone").asLong();
            return there[0] >= moment || now.path("state").asText().equals("done");
          });
    }
    return there[0];
  }

  private void kill(Victim victim, int sender) {
    List<Integer> killed =
        switch (victim) {
          case RECEIVER -> List.of(1 - sender);
          case SENDER -> List.of(sender);
          case BOTH -> List.of(sender, 1 - sender);
        };
    killed.forEach(each -> nodes.get(each).kill());
    for (int each : killed) {
      nodes.set(each, start.apply(nodes.get(each).name()));
    }
    killed.forEach(each -> nodes.get(each).ready());
  }

  /** What has its name is whole; it may have got it just before. */
  private void mayOnlyBeWhole(Path source) throws IOException {
    Path target = received.resolve(source.getFileName());
    if (Files.exists(target)) {
      same(source, target, "under its name");
    }
  }

  /** Waits for the end; nothing if all was there already. */
  private Optional<Pause> goesOn(int receiver, int sender, String id, long there, String what) {
    RunningNode node = nodes.get(receiver);
    String peer = nodes.get(sender).name();
    long[] at = {0, -1, 0}; // linked, bytes before, first chunk
    node.until(
        what + " and is there",
        SOON,
        () -> {
          if (at[0] == 0 && node.stateOf(peer).equals("connected")) {
            at[0] = System.nanoTime();
          }
          JsonNode now = FilesIT.transfer(node, id);
          long bytes = now.path("bytesDone").asLong();
          if (at[1] < 0 && now.path("bytesTotal").asLong() > 0) {
            at[1] = bytes;
            assertThat(bytes).as(what + ", goes on at").isGreaterThanOrEqualTo(there);
          }
          if (at[2] == 0 && at[1] >= 0 && bytes > at[1]) {
            at[2] = System.nanoTime();
          }
          assertThat(now.path("state").asText()).as(what).isNotIn("failed", "refused", "cancelled");
          return isOver(receiver, id) && !Files.exists(received.resolve(".weft-part"));
        });
    return at[0] == 0 || at[2] == 0
        ? Optional.empty()
        : Optional.of(new Pause(Math.max(0, (at[2] - at[0]) / 1_000_000), what));
  }

  /** A node that was started again says nothing of what had ended before. */
  private boolean isOver(int node, String id) {
    JsonNode found = FilesIT.transfer(nodes.get(node), id);
    return found.isMissingNode() || found.path("state").asText().equals("done");
  }

  /** How long it took from a link to the first new chunk. */
  String pauses() {
    List<Pause> sorted = pauses.stream().sorted(Comparator.comparingLong(Pause::millis)).toList();
    if (sorted.isEmpty()) {
      return "none went on";
    }
    Pause longest = sorted.get(sorted.size() - 1);
    return String.format(
        Locale.ROOT,
        "%d went on; from the link to the first new chunk %d ms in the median, at most %d ms (%s)",
        sorted.size(),
        sorted.get(sorted.size() / 2).millis(),
        longest.millis(),
        longest.what());
  }

  // ---- what is sent

  private Path source(String name) throws IOException {
    Path source = folder.resolve(name);
    if (random.nextInt(3) > 0) {
      return file(source, (6 + random.nextInt(6)) * MIB + random.nextInt(MIB));
    }
    for (int i = 0; i < 100; i++) {
      file(source.resolve("s" + i), random.nextInt(20_000));
    }
    file(source.resolve("l"), 7 * MIB + 1);
    return source;
  }

  private Path file(Path file, int bytes) throws IOException {
    byte[] content = new byte[bytes];
    random.nextBytes(content);
    Files.createDirectories(file.getParent());
    return Files.write(file, content);
  }

  private static List<Path> below(Path root) throws IOException {
    try (var all = Files.walk(root)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static long size(Path root) throws IOException {
    long size = 0;
    for (Path each : below(root)) {
      size += Files.size(each);
    }
    return size;
  }

  private static void same(Path source, Path target, String what) throws IOException {
    List<Path> files = below(source);
    assertThat(below(target)).as(what).hasSameSizeAs(files);
    for (Path each : files) {
      Path other = target.resolve(source.relativize(each).toString()).normalize();
      assertThat(Files.mismatch(each, other)).as(what + ": " + each).isEqualTo(-1);
    }
  }

  private static void delete(Path root) throws IOException {
    try (var all = Files.walk(root)) {
      for (Path each : all.sorted(Collections.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
