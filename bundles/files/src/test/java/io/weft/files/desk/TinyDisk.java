package io.weft.files.desk;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real file system of few bytes in memory, for tests of what happens when it is full or may only
 * be read. Where the machine does not let this process mount one, the test is skipped and says so.
 */
final class TinyDisk implements AutoCloseable {
  private static final long COMMAND_SECONDS = 20;

  private final Path folder;

  private TinyDisk(Path folder) {
    this.folder = folder;
  }

  /** Mounts one on a folder, which is made. */
  static TinyDisk on(Path folder, long bytes) throws IOException {
    Files.createDirectories(folder);
    String refused = run("mount", "-t", "tmpfs", "-o", "size=" + bytes, "tmpfs", folder.toString());
    assumeTrue(refused.isEmpty(), "no disk can be mounted here: " + refused);
    return new TinyDisk(folder);
  }

  /** It has so many bytes from now on. */
  void size(long bytes) {
    remount("size=" + bytes);
  }

  void mayOnlyBeRead(boolean only) {
    remount(only ? "ro" : "rw");
  }

  private void remount(String option) {
    demand("mount", "-o", "remount," + option, folder.toString());
  }

  /** Writes a file that leaves no space. */
  Path fill() throws IOException {
    Path filling = folder.resolve("filling");
    byte[] page = new byte[4096];
    try (var to = Files.newOutputStream(filling)) {
      while (true) {
        to.write(page);
      }
    } catch (IOException e) {
      if (Files.getFileStore(folder).getUsableSpace() > 0) {
        throw e;
      }
    }
    return filling;
  }

  private static void demand(String... command) {
    String refused = run(command);
    if (!refused.isEmpty()) {
      throw new AssertionError(String.join(" ", command) + ": " + refused);
    }
  }

  /** Runs a command; what it complains of, empty if it ends well. */
  private static String run(String... command) {
    try {
      List<String> words = new ArrayList<>(List.of(command));
      Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return "does not end";
      }
      return process.exitValue() == 0 ? "" : "(" + process.exitValue() + ") " + said.strip();
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException(e));
    }
  }

  @Override
  public void close() {
    demand("umount", "--lazy", folder.toString());
  }
}
