package io.weft.files.desk;

import static io.weft.files.desk.Yard.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.weft.files.desk.Yard.Place;
import io.weft.files.receive.Disk;
import io.weft.files.receive.Surroundings.Limits;
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
import org.junit.jupiter.api.io.TempDir;

/** Files of more bytes than four of them can say: sparse, for no machine has so much to spare. */
class LargeFilesTest {
  private static final int CHUNK = 1 << 20;

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
}
