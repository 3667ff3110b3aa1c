package io.weft.files.desk;

import static io.weft.files.desk.Yard.names;
import static io.weft.files.desk.Yard.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.weft.files.desk.Yard.Place;
import io.weft.files.receive.Disk;
import io.weft.files.receive.Surroundings.Limits;
import io.weft.testkit.Eventually;
import io.weft.transfer.FetchOptions;
import io.weft.transfer.Transfer;
import io.weft.transfer.Transfer.State;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Files of more bytes than four of them can say: sparse, for no machine has so much to spare. */
class LargeFilesTest {
  private static final int CHUNK = 1 << 20;

  /**
   * What is sent whole: {@code -Dfiles.sparse.gib=1024} for a tebibyte, best on a file system in
   * memory (a minute for 100 GiB, {@code -Djava.io.tmpdir=/dev/shm}). In each build none is.
   */
  private static final long GIB = Integer.getInteger("files.sparse.gib", 0);

  private static final byte[] MARK = "here it is".getBytes(java.nio.charset.StandardCharsets.UTF_8);

  @TempDir Path root;
  private Yard yard;
  private Place ada;
  private Place bob;

  @BeforeEach
  void yard() {
    yard = new Yard(root);
    ada = place("ada");
    bob = place("bob");
  }

  private Place place(String name) {
    return yard.place(
        name,
        Disk.SYSTEM,
        new Limits(CHUNK, 4L * CHUNK, Duration.ofSeconds(60), Duration.ofMinutes(1), false));
  }

  @AfterEach
  void end() {
    yard.close();
  }

  /** Nothing but a mark at some places. */
  private Path sparse(String name, long size, long... marks) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    try (RandomAccessFile to = new RandomAccessFile(file.toFile(), "rw")) {
      to.setLength(size);
      for (long each : marks) {
        to.seek(each);
        to.write(MARK);
      }
    }
    return file;
  }

  private static byte[] bytes(Path file, long at, int count) throws IOException {
    byte[] bytes = new byte[count];
    try (RandomAccessFile from = new RandomAccessFile(file.toFile(), "r")) {
      from.seek(at);
      from.readFully(bytes);
    }
    return bytes;
  }

  @Test
  void offsetsAboveFourGibibytesAreTakenAtTheSender() throws Exception {
    long at = (1L << 40) + 3;
    sparse("shared/ada/disk", 2L << 40, at);

    Transfer fetch =
        bob.desk.fetch(
            ada.id, "shared/disk", bob.received, FetchOptions.DEFAULT.withRange(at - 1, 12));
    until(fetch, State.DONE);

    assertThat(bytes(bob.received.resolve("disk"), 1, MARK.length)).isEqualTo(MARK);
    assertThat(bob.received.resolve("disk")).hasSize(12);
  }

  @Test
  @EnabledIfSystemProperty(
      named = "files.sparse.gib",
      matches = "[5-9]|\\d{2,}",
      disabledReason = "it reads so much: -Dfiles.sparse.gib=5 or more")
  void aSparseFileOfMoreThanFourGibibytesArrives() throws Exception {
    long size = (GIB << 30) - 5;
    long last = size - MARK.length;
    Path file = sparse("disk", size, 0, 1L << 32, last);
    long begun = System.nanoTime();

    Transfer sent = ada.desk.send(file, bob.id);
    Eventually.until("it has ended", Duration.ofHours(2), () -> sent.state().ended());

    System.out.printf("%d GiB, sparse: %.1f s%n", GIB, (System.nanoTime() - begun) / 1e9);
    until(sent, State.DONE);
    Path there = bob.received.resolve("disk");
    assertThat(there).hasSize(size);
    for (long each : new long[] {0, 1L << 32, last}) {
      assertThat(bytes(there, each, MARK.length)).as("at %s", each).isEqualTo(MARK);
    }
    assertThat(names(bob.received)).containsExactly("disk");
  }
}
