package io.weft.identity;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;

/**
 * Small text files for their owner alone: written whole or not at all, refused when others can get
 * at them. Where the file system knows no POSIX permissions (Windows), the folder's access list
 * decides.
 */
final class SecretFile {

  /** Far more than a key or a long chain of certificates needs. */
  static final int MAX_BYTES = 256 * 1024;

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");

  private SecretFile() {}

  /** Who may have access to a file that is to be read, by the bits of its mode. */
  enum Readers {
    OWNER(0700),
    OWNER_AND_GROUP(0740),
    EVERYONE(0777);

    private final int allowed;

    Readers(int allowed) {
      this.allowed = allowed;
    }
  }

  /**
   * Reads a file whole.
   *
   * @throws IdentityException if it cannot be read, is too large, or more than these have access
   */
  static String read(Path file, Readers readers) {
    try {
      checkPermissions(file, readers);
      long size = Files.size(file);
      if (size > MAX_BYTES) {
        throw new IdentityException(
            file + " has " + size + " bytes (limit " + MAX_BYTES + "): this is not the right file");
      }
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new IdentityException("there is no file " + file, e);
    } catch (IOException e) {
      throw new IdentityException("cannot read " + file + ": " + reason(e), e);
    }
  }

  /**
   * Writes a file that is not there yet. Of several that do so at the same instant, in any process,
   * exactly one succeeds, and nobody ever reads half a file.
   *
   * @return false if there is one already; it is left as it is
   */
  static boolean create(Path file, String text) {
    Path temporary = temporary(file);
    try {
      write(temporary, text);
      try {
        linkOrMove(temporary, file);
        return true;
      } catch (FileAlreadyExistsException e) {
        return false;
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new IdentityException("cannot write " + file + ": " + reason(e), e);
    }
  }

  /** Writes a file, in place of one that may be there. */
  static void replace(Path file, String text) {
    Path temporary = temporary(file);
    try {
      write(temporary, text);
      try {
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        keep(parent(file));
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new IdentityException("cannot write " + file + ": " + reason(e), e);
    }
  }

  /**
   * Makes a folder, and those above it, for the owner alone; one that is there is left as it is.
   */
  static void makeFolder(Path folder) {
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder, attributes(folder, FOLDER));
      }
    } catch (FileAlreadyExistsException e) {
      throw new IdentityException(folder + " is needed as a folder, but a file has that name", e);
    } catch (IOException e) {
      throw new IdentityException("cannot make the folder " + folder + ": " + reason(e), e);
    }
  }

  /** What a person can do something with: Java's message is often the file's name alone. */
  static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "access denied to user " + System.getProperty("user.name");
    }
    if (e instanceof FileSystemException failure && failure.getReason() != null) {
      return failure.getReason();
    }
    return e instanceof NoSuchFileException
        ? "no such file or folder: " + e.getMessage()
        : String.valueOf(e.getMessage());
  }

  /** A hard link fails when the name is taken, in one step; a move would have to look first. */
  private static void linkOrMove(Path temporary, Path file) throws IOException {
    try {
      Files.createLink(file, temporary);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      // File systems without hard links, such as exFAT.
      Files.move(temporary, file);
    }
  }

  private static void write(Path file, String text) throws IOException {
    makeFolder(parent(file));
    Set<StandardOpenOption> options =
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(file, options, attributes(file, OWNER_ONLY))) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  /** A file's new name outlives a loss of power only when its folder is written, too. */
  private static void keep(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows opens no folders, and keeps names without.
    }
  }

  private static void checkPermissions(Path file, Readers readers) throws IOException {
    if (!hasPermissions(file)) {
      return;
    }
    int mode = mode(Files.getPosixFilePermissions(file));
    if ((mode & ~readers.allowed) != 0) {
      throw new IdentityException(
          "key file %s is open to other users (mode %04o): run `chmod 600 %s`"
              .formatted(file, mode, file));
    }
  }

  /** The constants are declared in the order of the mode's bits, highest first. */
  private static int mode(Set<PosixFilePermission> permissions) {
    int mode = 0;
    for (PosixFilePermission permission : PosixFilePermission.values()) {
      mode = mode << 1 | (permissions.contains(permission) ? 1 : 0);
    }
    return mode;
  }

  private static FileAttribute<?>[] attributes(Path file, Set<PosixFilePermission> permissions) {
    return hasPermissions(file)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }

  private static boolean hasPermissions(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static Path temporary(Path file) {
    return file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
  }

  private static Path parent(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IdentityException(file + " is not a file name");
    }
    return parent;
  }
}
