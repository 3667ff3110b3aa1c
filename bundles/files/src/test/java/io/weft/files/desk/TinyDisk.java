package io.weft.files.desk;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A real file system of few bytes in memory, for tests of what happens when it is full or may only
 * be read. Where the machine does not let this process mount one, the test is skipped and says so.
 */
final class TinyDisk implements AutoCloseable {
  private final Path folder;

  private TinyDisk(Path folder) {
    this.folder = folder;
  }

  /** Mounts one on a folder, which is made. */
  static TinyDisk on(Path folder, long bytes) throws IOException {
    Files.createDirectories(folder);
    String refused =
        SystemTool.complaint(
            "mount", "-t", "tmpfs", "-o", "size=" + bytes, "tmpfs", folder.toString());
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
    SystemTool.demand("mount", "-o", "remount," + option, folder.toString());
  }

  /**
   * It may only be read from now on, though files in it are open for writing: a system refuses to
   * remount such a disk, so the folder is covered with another mount of the same. What is open
   * already may still be written.
   */
  void coverForReading() {
    SystemTool.demand("mount", "--bind", folder.toString(), folder.toString());
    SystemTool.demand("mount", "-o", "remount,bind,ro", folder.toString());
  }

  void uncover() {
    SystemTool.demand("umount", folder.toString());
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

  @Override
  public void close() {
    SystemTool.demand("umount", "--lazy", folder.toString());
  }
}
