package io.weft.transport.unix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The folder in which a socket lies: others must not be able to put another one there. */
final class SocketPlace {

  /** Group or others may write (st_mode, inode(7)). */
  private static final int OTHERS_WRITE = 022;

  /** In a sticky folder only owners remove what is theirs. */
  private static final int STICKY = 01000;

  /** Of the hash of a path: enough that two nodes of one user never meet by chance. */
  private static final int NAME_BYTES = 8;

  private SocketPlace() {}

  /**
   * Makes the folder if it is not there, for this user alone.
   *
   * @throws IOException if it cannot be used; the message says why and what to do
   */
  static void prepare(UnixAddress address, User own) throws IOException {
    Path folder = address.path().getParent();
    if (folder == null) {
      throw new IOException("cannot listen at " + address.uri() + ": that is a folder");
    }
    boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("unix");
    try {
      Files.createDirectories(folder, ownerOnly(posix));
      if (posix) {
        int mode = (Integer) Files.getAttribute(folder, "unix:mode");
        if ((mode & OTHERS_WRITE) != 0 && (mode & STICKY) == 0) {
          throw new IOException(
              "cannot listen at "
                  + address.uri()
                  + ": others may write into "
                  + folder
                  + "; chmod go-w it or choose another socket_path");
        }
      }
      if (!Files.isWritable(folder)) {
        throw new AccessDeniedException(folder.toString());
      }
    } catch (AccessDeniedException e) {
      throw new IOException(
          "cannot listen at "
              + address.uri()
              + ": "
              + own.principal().getName()
              + " may not write into "
              + folder
              + "; choose another socket_path",
          e);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(
          "cannot listen at "
              + address.uri()
              + ": "
              + e.getFile()
              + " is no folder; choose another socket_path",
          e);
    } catch (FileSystemException e) {
      throw new IOException(
          "cannot listen at "
              + address.uri()
              + ": "
              + e.getMessage()
              + "; choose another socket_path",
          e);
    }
  }

  /**
   * A short path for one that is too long: its hash, in the folder where this user's running
   * programs leave such things ({@code $WEFT_RUNTIME_DIR}, {@code $XDG_RUNTIME_DIR/weft}, else
   * {@code weft-{user}} in the folder for temporary files). The same path always gets the same one.
   *
   * @param environment value of an environment variable, or null
   * @throws IOException if the folder is not this user's own
   */
  static UnixAddress instead(
      UnixAddress tooLong, UnaryOperator<@Nullable String> environment, User own)
      throws IOException {
    Path runtime = runtimeFolder(environment).toAbsolutePath();
    boolean posix = runtime.getFileSystem().supportedFileAttributeViews().contains("unix");
    Path parent = runtime.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    try {
      Files.createDirectory(runtime, ownerOnly(posix));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(runtime, LinkOption.NOFOLLOW_LINKS)
          || !Files.getOwner(runtime, LinkOption.NOFOLLOW_LINKS).equals(own.principal())) {
        throw new IOException(
            runtime
                + " is no folder of "
                + own.principal().getName()
                + "'s; set WEFT_RUNTIME_DIR to one, or socket_path",
            e);
      }
    }
    return new UnixAddress(runtime.resolve("sockets").resolve(hash(tooLong.path()) + ".sock"));
  }

  private static Path runtimeFolder(UnaryOperator<@Nullable String> environment) {
    String ours = environment.apply("WEFT_RUNTIME_DIR");
    if (ours != null && !ours.isBlank()) {
      return Path.of(ours);
    }
    String users = environment.apply("XDG_RUNTIME_DIR");
    if (users != null && !users.isBlank() && Files.isDirectory(Path.of(users))) {
      return Path.of(users, "weft");
    }
    return Path.of(System.getProperty("java.io.tmpdir"), "weft-" + System.getProperty("user.name"));
  }

  private static String hash(Path path) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(path.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, NAME_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  private static FileAttribute<?>[] ownerOnly(boolean posix) {
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new FileAttribute<?>[0];
  }
}
