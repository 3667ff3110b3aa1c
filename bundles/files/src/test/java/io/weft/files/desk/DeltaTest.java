package io.weft.files.desk;

import static io.weft.files.desk.Yard.CHUNK;
import static io.weft.files.desk.Yard.names;
import static io.weft.files.desk.Yard.same;
import static io.weft.files.desk.Yard.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.weft.files.desk.Yard.Place;
import io.weft.files.folder.Plan;
import io.weft.files.receive.Disk;
import io.weft.files.receive.Surroundings.Limits;
import io.weft.files.wire.Digest;
import io.weft.files.wire.Entry;
import io.weft.files.wire.HashesRequest;
import io.weft.files.wire.Locator;
import io.weft.transfer.FetchOptions;
import io.weft.transfer.Transfer;
import io.weft.transfer.Transfer.State;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a file of the same name has already is not sent again. */
class DeltaTest {
  private static final int MIB = 1 << 20;

  @TempDir Path root;
  private Yard yard;
  private Place ada;
  private Place bob;
  private final AtomicLong wire = new AtomicLong();

  @BeforeEach
  void yard() {
    yard = new Yard(root);
    yard.sameHost = false;
    ada = yard.place("ada");
    bob = yard.place("bob");
    yard.tap =
        (from, action, asked, answer) -> {
          wire.addAndGet(asked.length + answer.length);
          return answer;
        };
  }

  @AfterEach
  void end() {
    yard.close();
  }

  private static void write(Path file, long at, int count) throws IOException {
    try (RandomAccessFile to = new RandomAccessFile(file.toFile(), "rw")) {
      to.seek(at);
      to.write(new byte[count]);
    }
  }

  private Path old(Path file, String name) throws IOException {
    Path old = bob.received.resolve(name);
    Files.createDirectories(old.getParent());
    return Files.copy(file, old);
  }

  private Transfer replace() {
    return bob.desk.fetch(
        ada.id, "shared/disk", bob.received, FetchOptions.DEFAULT.withReplace(true));
  }

  @Test
  void ofAFileThatHasChangedAtOnePlaceThatPlaceIsSent() throws Exception {
    bob.stop();
    bob =
        yard.place(
            "bob",
            Disk.SYSTEM,
            new Limits(MIB, 8L * MIB, Duration.ofSeconds(20), Duration.ofMinutes(1), true));
    Path file = yard.file("shared/ada/disk", 64 * MIB);
    write(old(file, "disk"), 30 * MIB + 9, MIB);

    Transfer fetch = replace();
    until(fetch, State.DONE);

    same(file, bob.received.resolve("disk"));
    assertThat(names(bob.received)).containsExactly("disk");
    assertThat(yard.asked("chunk")).isEqualTo(2);
    long hashes = 64 * Digest.BYTES;
    assertThat(wire.get()).isBetween(2L * MIB + hashes, 2L * MIB + hashes + 2048);
    assertThat(fetch.progress().bytesDone()).isEqualTo(64 * MIB);
  }

  /** What is only similar has its name and keeps it: the new one is numbered. */
  @Test
  void filesOfAFolderThatGrewOrShrankAreComparedEach() throws Exception {
    Path grown = yard.file("source/log", 20 * CHUNK + 7);
    Path shrunk = yard.file("source/disk", 9 * CHUNK);
    yard.file("source/small", 100);
    Path log = old(grown, "source/log");
    try (RandomAccessFile shorter = new RandomAccessFile(log.toFile(), "rw")) {
      shorter.setLength(10 * CHUNK + 3);
    }
    write(old(shrunk, "source/disk"), 9 * CHUNK, CHUNK);

    until(ada.desk.send(List.of(root.resolve("source")), bob.id, options()), State.DONE);

    same(grown, bob.received.resolve("source (2)/log"));
    same(shrunk, bob.received.resolve("source (2)/disk"));
    assertThat(log).hasSize(10 * CHUNK + 3);
    assertThat(yard.asked("chunk")).isEqualTo(11 + 1); // the rest of the log, and what is small
  }

  private static io.weft.transfer.SendOptions options() {
    return io.weft.transfer.SendOptions.DEFAULT.withSha256(true);
  }

  @Test
  void whereNothingIsTheSameTheComparisonEndsSoon() throws Exception {
    byte[] content = new byte[66 << 20];
    Path file = yard.file("shared/ada/disk", 1);
    Path old = old(file, "disk");
    Files.write(old, content);
    Arrays.fill(content, (byte) 1);
    Files.write(file, content);

    until(replace(), State.DONE);

    same(file, bob.received.resolve("disk"));
    assertThat(yard.asked("hashes")).isEqualTo(2);
    assertThat(yard.asked("chunk")).isEqualTo(content.length / CHUNK);
  }

  @Test
  void whatALinkLeadsToIsNotCompared() throws Exception {
    Path file = yard.file("source/disk", 3 * CHUNK);
    Files.createDirectories(bob.received);
    Files.createSymbolicLink(bob.received.resolve("source"), root.resolve("source"));

    until(ada.desk.send(List.of(root.resolve("source")), bob.id, options()), State.DONE);

    same(file, bob.received.resolve("source (2)/disk"));
    assertThat(yard.asked("hashes")).isZero();
  }

  @Test
  void onOneMachineNothingIsCompared() throws Exception {
    yard.sameHost = true;
    old(yard.file("shared/ada/disk", 3 * CHUNK), "disk");

    until(replace(), State.DONE);

    assertThat(yard.asked("hashes")).isZero();
    assertThat(yard.asked("chunk")).isEqualTo(3);
  }

  /** A list that is too long, too short, or of another file: all is fetched, and is right. */
  @Test
  void aListThatIsALieDoesNoHarm() throws Exception {
    Path file = yard.file("shared/ada/disk", 9 * CHUNK);
    for (int bytes : new int[] {0, 16, 9 * 16 - 1, 9 * 16 + 1, 1 << 20}) {
      Path old = old(file, "disk");
      Files.write(old, new byte[9 * CHUNK]);
      yard.tap =
          (from, action, asked, answer) -> action.equals("hashes") ? new byte[bytes] : answer;

      until(replace(), State.DONE);

      same(file, bob.received.resolve("disk"));
      Files.delete(bob.received.resolve("disk"));
    }
  }

  @Test
  void whoAsksForTooMuchIsRefused() throws Exception {
    Path file = yard.file("shared/ada/disk", 9 * CHUNK);
    Entry entry =
        io.weft.files.folder.Listing.of(java.util.Map.of("disk", file), false).entries().get(0);
    Plan.Large large = Plan.of(List.of(entry), CHUNK).large().get(0);
    assertThat(large.chunks()).isEqualTo(9);
    int[][] wrong = {
      {0, CHUNK, 0},
      {0, CHUNK, 10},
      {9 * CHUNK, CHUNK, 1},
      {0, 0, 1},
      {0, 1, 33 << 20},
      {0, 1, 2049}
    };
    for (int[] each : wrong) {
      byte[] question =
          new HashesRequest(
                  "abcdefghijkl",
                  new Locator(false, "shared/disk"),
                  0,
                  entry,
                  each[0],
                  each[1],
                  each[2])
              .write();
      assertThat(catchThrowable(() -> ada.handler.answer(bob.id, "hashes", question)))
          .as("offset %s, chunks of %s, %s", each[0], each[1], each[2])
          .isInstanceOf(io.weft.exchange.ApplicationException.class);
    }
  }
}
