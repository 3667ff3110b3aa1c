package io.weft.launcher;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** The folder that holds everything of one node; belongs to this process until it is closed. */
final class DataDirectory implements Closeable {
  /** One byte far behind the pid is locked, so that others can read the pid on every system. */
  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

  private final Path path;
  private final FileChannel lockFile;

  private DataDirectory(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  /**
   * Makes what is missing, readable by its owner alone, and locks it.
   *
   * @throws Refusal if it can't be written, or belongs to a node that runs
   */
  static DataDirectory open(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    if (Files.exists(absolute) && !Files.isDirectory(absolute)) {
      throw new Refusal(
          "data directory " + absolute + " is a file; choose a directory with --data");
    }
    try {
      Files.createDirectories(absolute, ownerOnly());
      return new DataDirectory(absolute, lock(absolute));
    } catch (IOException | UnsupportedOperationException e) {
      throw new Refusal(
          "data directory "
              + absolute
              + " cannot be written ("
              + e.getClass().getSimpleName()
              + ": "
              + e.getMessage()
              + "); choose another with --data");
    }
  }

  private static FileAttribute<?>[] ownerOnly() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new FileAttribute<?>[0];
  }

  private static FileChannel lock(Path directory) throws IOException {
    Path file = directory.resolve("lock");
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ);
    try {
      FileLock lock = tryLock(channel);
      if (lock == null) {
        throw new Refusal(
            "data directory "
                + directory
                + " belongs to the running node pid "
                + Files.readString(file).strip()
                + "; choose another with --data");
      }
      channel.truncate(0);
      String pid = ProcessHandle.current().pid() + "\n";
      channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static @org.jspecify.annotations.Nullable FileLock tryLock(FileChannel channel)
      throws IOException {
    try {
      return channel.tryLock(LOCKED_BYTE, 1, false);
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /** Absolute. */
  Path path() {
    return path;
  }

  /** A folder in it, made if need be. */
  Path folder(String name) {
    Path folder = path.resolve(name);
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new Refusal(folder + " cannot be made: " + e.getMessage());
    }
  }

  /** Lets the next node have it. */
  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
