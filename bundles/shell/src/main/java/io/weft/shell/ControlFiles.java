package io.weft.shell;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

/**
 * Where the control socket of a data directory is: {@code control.sock} in it, or in a directory of
 * the user's own below {@code java.io.tmpdir} if that path is too long for a socket. The file
 * {@code control} in the data directory says where. All of it is for the owner alone.
 */
final class ControlFiles {

  /** Longest path of a socket that works everywhere: macOS takes 103 bytes, Linux 107. */
  static final int MAX_PATH_BYTES = 100;

  private static final Set<PosixFilePermission> OWNER_DIRECTORY =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> OWNER_FILE =
      PosixFilePermissions.fromString("rw-------");

  private final Path data;
  private final Path pointer;
  private final Path socket;

  /**
   * @param data the node's data directory
   * @param temporary where sockets with a long path go
   */
  ControlFiles(Path data, Path temporary) {
    this.data = data.toAbsolutePath().normalize();
    this.pointer = this.data.resolve("control");
    Path inData = this.data.resolve("control.sock");
    this.socket = bytes(inData) <= MAX_PATH_BYTES ? inData : shorter(temporary);
  }

  /** Where the socket is. */
  Path socket() {
    return socket;
  }

  /**
   * Listens, and tells where in the data directory.
   *
   * @throws IOException if that cannot be done, or another node does already; for people
   */
  ServerSocketChannel bind() throws IOException {
    if (bytes(socket) > MAX_PATH_BYTES) {
      throw new IOException(
          "the path of the control socket "
              + socket
              + " has "
              + bytes(socket)
              + " bytes (limit "
              + MAX_PATH_BYTES
              + "): set java.io.tmpdir to a shorter directory");
    }
    if (isAnswered()) {
      throw new IOException("another node runs in the data directory " + data);
    }
    Files.createDirectories(data);
    Path own = privateDirectory();
    // Bound where nobody else can enter, it is never open to others, not even for an instant.
    Path bound = own.resolve(own.equals(socket.getParent()) ? socket.getFileName() : Path.of("s"));
    Files.deleteIfExists(bound);
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(bound));
      restrict(bound);
      if (!bound.equals(socket)) {
        Files.move(bound, socket, StandardCopyOption.ATOMIC_MOVE);
        Files.deleteIfExists(own);
      }
      tellWhere();
      return server;
    } catch (IOException | RuntimeException e) {
      server.close();
      Files.deleteIfExists(bound);
      throw e;
    }
  }

  /** Removes what {@link #bind} has made. */
  void delete() throws IOException {
    Files.deleteIfExists(pointer);
    Files.deleteIfExists(socket);
  }

  private boolean isAnswered() {
    if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return probe.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private Path shorter(Path temporary) {
    String user = System.getProperty("user.name", "").replaceAll("[^A-Za-z0-9_.-]", "_");
    return temporary
        .toAbsolutePath()
        .normalize()
        .resolve("weft-control-" + user)
        .resolve("weft-" + hash(data.toString()) + ".sock");
  }

  private Path privateDirectory() throws IOException {
    Path parent = socket.getParent();
    Path directory = parent == null || parent.equals(data) ? data.resolve(".bind") : parent;
    try {
      Files.createDirectory(directory, owned(directory, OWNER_DIRECTORY));
    } catch (FileAlreadyExistsException e) {
      requireOurs(directory);
    }
    return directory;
  }

  /** Temporary directories are open to all: somebody else may have made it before us. */
  private void requireOurs(Path directory) throws IOException {
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
        || !Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(data))) {
      throw new IOException(
          directory + " does not belong to this user: remove it, or set java.io.tmpdir elsewhere");
    }
    if (posix(directory)) {
      Files.setPosixFilePermissions(directory, OWNER_DIRECTORY);
    }
  }

  private void tellWhere() throws IOException {
    Path written = data.resolve("control.new");
    Files.deleteIfExists(written);
    Files.createFile(written, owned(written, OWNER_FILE));
    Files.write(written, socket.toString().getBytes(StandardCharsets.UTF_8));
    Files.move(
        written, pointer, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void restrict(Path file) throws IOException {
    if (posix(file)) {
      Files.setPosixFilePermissions(file, OWNER_FILE);
    }
  }

  private static FileAttribute<?>[] owned(Path path, Set<PosixFilePermission> permissions) {
    return posix(path)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }

  private static boolean posix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static int bytes(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8).length;
  }

  private static String hash(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
