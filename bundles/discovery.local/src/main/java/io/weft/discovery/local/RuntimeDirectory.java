package io.weft.discovery.local;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The directory in which the nodes of one user on one machine meet. */
final class RuntimeDirectory {

  private static final Set<PosixFilePermission> OTHERS_MAY_WRITE =
      Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  private RuntimeDirectory() {}

  /**
   * Where it is: the setting, else {@code $WEFT_RUNTIME_DIR}, else {@code $XDG_RUNTIME_DIR/weft},
   * else {@code weft-{user}} in the directory for temporary files.
   *
   * @param setting empty if not set
   * @param environment value of an environment variable, or null
   * @param properties value of a system property, or null
   */
  static Path locate(
      String setting,
      UnaryOperator<@Nullable String> environment,
      UnaryOperator<@Nullable String> properties) {
    if (!setting.isBlank()) {
      return Path.of(setting);
    }
    String own = environment.apply("WEFT_RUNTIME_DIR");
    if (own != null && !own.isBlank()) {
      return Path.of(own);
    }
    String users = environment.apply("XDG_RUNTIME_DIR");
    if (users != null && !users.isBlank() && Files.isDirectory(Path.of(users))) {
      return Path.of(users, "weft");
    }
    String temporary = properties.apply("java.io.tmpdir");
    return Path.of(temporary == null ? "." : temporary, "weft-" + properties.apply("user.name"));
  }

  /**
   * Makes it if it is not there, readable by this user alone, and checks that nobody else can put
   * files into it.
   *
   * @throws IOException if it cannot be used; the message is for people and says what to do
   */
  static void prepare(Path directory) throws IOException {
    boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
    create(directory, posix);
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(
          directory + " is a file or a link, not a directory: remove it, or set another directory");
    }
    if (posix) {
      Set<PosixFilePermission> permissions =
          Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS);
      if (permissions.stream().anyMatch(OTHERS_MAY_WRITE::contains)) {
        throw new IOException(
            "others may write into "
                + directory
                + " ("
                + PosixFilePermissions.toString(permissions)
                + "): chmod go-w it, or set another directory");
      }
    }
    checkOwner(directory);
  }

  private static void create(Path directory, boolean posix) throws IOException {
    if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Path parent = directory.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    try {
      Files.createDirectory(directory, ownerOnly(posix));
    } catch (FileAlreadyExistsException e) {
      // Another node was faster: it is checked like any other.
      return;
    }
  }

  /** Whose it is shows by a file of our own inside: there is no other portable way to learn us. */
  private static void checkOwner(Path directory) throws IOException {
    UserPrincipal owner = Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS);
    UserPrincipal us;
    try {
      Path probe = Files.createTempFile(directory, ".probe", ".tmp");
      us = Files.getOwner(probe);
      Files.delete(probe);
    } catch (IOException e) {
      throw new IOException(
          "cannot write into "
              + directory
              + ", which belongs to "
              + owner.getName()
              + ": set another directory ("
              + e.getClass().getSimpleName()
              + ")",
          e);
    }
    if (!us.equals(owner)) {
      throw new IOException(
          directory
              + " belongs to "
              + owner.getName()
              + ", not to "
              + us.getName()
              + ": set another directory");
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
