package io.weft.transport.unix;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The file at which a node listens, held for as long as it does. A lock beside it, which the system
 * drops with its process, tells a running node's socket from one that was left behind: the first is
 * never taken away, the second is removed. Safe on every thread.
 */
final class SocketFile implements AutoCloseable {

  private static final String LOCK_SUFFIX = ".lock";

  private final UnixAddress address;
  private final Path lockFile;
  private final FileChannel lockChannel;
  private boolean bound;
  private boolean released;

  private SocketFile(UnixAddress address, Path lockFile, FileChannel lockChannel) {
    this.address = address;
    this.lockFile = lockFile;
    this.lockChannel = lockChannel;
  }

  /**
   * Takes the path: nothing is there afterwards, and no other node takes it before {@link #close}.
   *
   * @throws IOException if it cannot be had; the message says why and what to do
   */
  static SocketFile claim(UnixAddress address) throws IOException {
    Path path = address.path();
    Path lockFile = path.resolveSibling(path.getFileName() + LOCK_SUFFIX);
    FileChannel lock = locked(lockFile);
    if (lock == null) {
      throw inUse(address);
    }
    SocketFile claimed = new SocketFile(address, lockFile, lock);
    try {
      removeLeftBehind(address);
    } catch (IOException | RuntimeException e) {
      claimed.close();
      throw e;
    }
    return claimed;
  }

  /** The socket is bound: nobody else may connect to it. */
  synchronized void bound() throws IOException {
    bound = true;
    Path path = address.path();
    if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    }
  }

  /** Gives the path back; the socket is closed already, and its file gone with it. */
  @Override
  public synchronized void close() {
    if (released) {
      return;
    }
    released = true;
    try (lockChannel) {
      if (bound) {
        Files.deleteIfExists(address.path());
      }
      Files.deleteIfExists(lockFile); // while locked: whoever waits for this one looks again
    } catch (IOException e) {
      return; // what is left is removed by the next node that listens here
    }
  }

  static IOException inUse(UnixAddress address) {
    return new IOException(
        address.uri() + " is in use by a running program; choose another socket_path");
  }

  /** The lock file, locked; null if somebody else holds it. */
  private static @Nullable FileChannel locked(Path lockFile) throws IOException {
    while (true) {
      FileChannel channel =
          FileChannel.open(
              lockFile,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              LinkOption.NOFOLLOW_LINKS);
      boolean kept = false;
      try {
        Object before = fileKey(lockFile);
        FileLock lock = channel.tryLock();
        if (lock == null) {
          return null;
        }
        if (Objects.equals(before, fileKey(lockFile)) && Files.exists(lockFile)) {
          kept = true;
          return channel;
        } // its holder removed it in this very moment: it is a lock of nothing
      } catch (OverlappingFileLockException e) {
        return null;
      } finally {
        if (!kept) {
          channel.close();
        }
      }
    }
  }

  private static @Nullable Object fileKey(Path file) throws IOException {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .fileKey();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static void removeLeftBehind(UnixAddress address) throws IOException {
    Path path = address.path();
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isOther()) {
      throw new IOException(
          "cannot listen at "
              + address.uri()
              + ": there is something else than a socket; remove it or choose another socket_path");
    }
    if (answers(path)) {
      throw inUse(address);
    }
    Files.deleteIfExists(path);
  }

  /** Whether somebody listens, who does not know of our lock. */
  private static boolean answers(Path path) throws IOException {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.configureBlocking(false);
      probe.connect(UnixDomainSocketAddress.of(path));
      return true;
    } catch (ConnectException e) {
      return false;
    }
  }
}
