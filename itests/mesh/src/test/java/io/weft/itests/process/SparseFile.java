package io.weft.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.itests.Answer;
import io.weft.itests.RunningNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * A file of more bytes than four of them can count, with a mark at its beginning, where four bytes
 * end, and at its own end; all else is holes. It goes from one node to another.
 */
final class SparseFile {

  /**
   * A folder in memory, where there is such a thing: of holes, other systems of files make pages of
   * zeros that they keep, which takes ten times as long.
   */
  static final class InMemory implements TempDirFactory {
    private static final Path MEMORY = Path.of("/dev/shm");

    @Override
    public Path createTempDirectory(AnnotatedElementContext of, ExtensionContext test)
        throws IOException {
      return Files.isWritable(MEMORY)
          ? Files.createTempDirectory(MEMORY, "weft-sparse")
          : Files.createTempDirectory("weft-sparse");
    }
  }

  private static final byte[] MARK = "here it is".getBytes(StandardCharsets.UTF_8);

  private final Path file;
  private final long[] marks;

  private SparseFile(Path file, long... marks) {
    this.file = file;
    this.marks = marks;
  }

  /** Makes one; it takes no room on the disk. */
  static SparseFile of(Path file, int gib) throws IOException {
    long size = ((long) gib << 30) - 5;
    SparseFile sparse = new SparseFile(file, 0, (1L << 32) - 3, size - MARK.length);
    try (RandomAccessFile to = new RandomAccessFile(file.toFile(), "rw")) {
      to.setLength(size);
      for (long each : sparse.marks) {
        to.seek(each);
        to.write(MARK);
      }
    }
    return sparse;
  }

  /** Sends it, and looks whether it is the same where it is received. */
  void arrives(RunningNode sender, RunningNode receiver, Path received) throws IOException {
    String before = memory(sender) + "; " + memory(receiver);
    long begun = System.nanoTime();

    Answer sent = sender.ask("send", file.toString(), receiver.name());

    double seconds = (System.nanoTime() - begun) / 1e9;
    assertThat(sent.exit()).as(sent.toString()).isZero();
    System.out.printf(
        Locale.ROOT,
        "%d bytes, sparse: %.1f s; before: %s; after: %s; %s%n",
        Files.size(file),
        seconds,
        before,
        memory(sender),
        memory(receiver));
    Path there = received.resolve(file.getFileName());
    assertThat(there).hasSize(Files.size(file));
    try (RandomAccessFile from = new RandomAccessFile(there.toFile(), "r")) {
      byte[] read = new byte[MARK.length];
      for (long each : marks) {
        from.seek(each);
        from.readFully(read);
        assertThat(read).as("at byte %s", each).isEqualTo(MARK);
      }
    }
  }

  /** Its heap, and where the system tells it, what it has and had at most. */
  private static String memory(RunningNode node) throws IOException {
    long heap = node.ask("info", "--json").json().path("heapUsedBytes").asLong();
    StringBuilder all = new StringBuilder();
    all.append(node.name()).append(": heap ").append(heap >> 20).append(" MiB");
    Path status = Path.of("/proc", Long.toString(node.process().pid()), "status");
    if (Files.exists(status)) {
      for (String line : Files.readAllLines(status)) {
        if (line.startsWith("VmRSS") || line.startsWith("VmHWM")) {
          all.append(", ").append(line.replaceAll("\\s+", " "));
        }
      }
    }
    return all.toString();
  }
}
