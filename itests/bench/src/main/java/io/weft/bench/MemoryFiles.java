package io.weft.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * What is moved, and where to: on a file system in memory, so that no disk is measured. Closing it
 * deletes all.
 */
final class MemoryFiles implements AutoCloseable {
  private static final Path PLACE = Path.of("/dev/shm");
  private static final long MIB = 1 << 20;

  /** As large as is asked for. */
  private static final long WANTED = 4096 * MIB;

  private static final long LEAST = 64 * MIB;

  /** For the processes that run beside it. */
  private static final long RESERVE = 3072 * MIB;

  static final int SMALL_FILES = 10_000;
  static final int SMALL_BYTES = 4096;

  private final Path folder;
  private final long bytes;

  private MemoryFiles(Path folder, long bytes) {
    this.folder = folder;
    this.bytes = bytes;
  }

  /**
   * Makes the sources.
   *
   * @param wantedMib size of the large file; 0 for as many as there is room for, 4 GiB at most
   * @throws IllegalArgumentException if there is no room for it and a copy; the message says how
   *     much there is
   */
  static MemoryFiles make(int wantedMib) throws IOException {
    if (!Files.isDirectory(PLACE)) {
      throw new IllegalArgumentException("there is no " + PLACE + ": a tmpfs is needed there");
    }
    long free =
        Math.min(Files.getFileStore(PLACE).getUsableSpace(), ProcessFigures.availableBytes());
    long room = (free - RESERVE) / 2 / MIB * MIB;
    long bytes = wantedMib > 0 ? wantedMib * MIB : Math.min(WANTED, room);
    if (bytes > room || bytes < LEAST) {
      throw new IllegalArgumentException(
          "a file of "
              + Math.max(bytes, LEAST) / MIB
              + " MiB and its copy do not fit in "
              + PLACE
              + " and the memory of this machine: "
              + Math.max(0, room) / MIB
              + " MiB is the largest (--file-mib N; 64 at least)");
    }
    MemoryFiles files = new MemoryFiles(Files.createTempDirectory(PLACE, "weft-bench"), bytes);
    try {
      files.fill();
      return files;
    } catch (IOException e) {
      files.close();
      throw e;
    }
  }

  private void fill() throws IOException {
    Random random = new Random(1);
    byte[] piece = new byte[(int) MIB];
    Files.createDirectories(small());
    Files.createDirectories(target());
    try (OutputStream out = Files.newOutputStream(large())) {
      for (long at = 0; at < bytes; at += piece.length) {
        random.nextBytes(piece);
        out.write(piece, 0, (int) Math.min(piece.length, bytes - at));
      }
    }
    byte[] small = new byte[SMALL_BYTES];
    for (int i = 0; i < SMALL_FILES; i++) {
      random.nextBytes(small);
      Files.write(small().resolve("file-" + i), small);
    }
  }

  /** Where a contender has its settings: empty, whoever was there before. */
  Path folder(String name) throws IOException {
    Path made = Files.createDirectories(folder.resolve(name));
    empty(made);
    return made;
  }

  Path source() {
    return folder.resolve("source");
  }

  /** The large file. */
  Path large() {
    return source().resolve("large");
  }

  /** A folder of small ones. */
  Path small() {
    return source().resolve("small");
  }

  /** Where copies go. */
  Path target() {
    return folder.resolve("target");
  }

  long bytes() {
    return bytes;
  }

  /**
   * Compares a copy with its source, byte for byte, and deletes it.
   *
   * @throws IOException if it is another
   */
  void demandSame(Path source) throws IOException {
    Path copy = target().resolve(source.getFileName());
    List<Path> sources;
    try (Stream<Path> all = Files.walk(source)) {
      sources = all.filter(Files::isRegularFile).toList();
    }
    for (Path each : sources) {
      Path other = copy.resolve(source.relativize(each).toString());
      if (!Files.exists(other) || Files.mismatch(each, other) >= 0) {
        throw new IOException(other + " is not a copy of " + each);
      }
    }
    if (Files.isDirectory(copy)) {
      empty(copy);
    }
    Files.delete(copy);
  }

  /** Deletes what is in a folder. */
  static void empty(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        if (!each.equals(folder)) {
          Files.deleteIfExists(each);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    empty(folder);
    Files.delete(folder);
  }
}
