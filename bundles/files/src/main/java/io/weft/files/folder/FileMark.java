package io.weft.files.folder;

import io.weft.files.wire.Digest;
import io.weft.files.wire.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Tells whether a file is still the same, without reading it. */
public final class FileMark {
  private static final long SECOND_MICROS = 1_000_000;

  /** Of FAT, which keeps times by two seconds; others by one. */
  private static final long COARSEST_MICROS = 2 * SECOND_MICROS;

  private FileMark() {}

  /** The attributes of a file itself, not of what a link points to. */
  static BasicFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  /** A file or folder as it is now. */
  static Entry entry(Path file, BasicFileAttributes is, String path, boolean permissions) {
    return new Entry(
        is.isDirectory(),
        path,
        is.isDirectory() ? 0 : is.size(),
        is.lastModifiedTime().to(TimeUnit.MICROSECONDS),
        key(is),
        permissions ? mode(file) : -1);
  }

  /**
   * What has changed of a file since an entry was made of it.
   *
   * @return in words; null if nothing has
   */
  public static @Nullable String change(Path file, Entry then) throws IOException {
    BasicFileAttributes now = attributes(file);
    String change = change(now, then, 0);
    return change != null || key(now) == then.key() ? change : "another file has its name";
  }

  /**
   * What has changed of a copy since {@link #apply} gave it the time of an entry: it is another
   * file than the one that the entry was made of.
   *
   * @return in words; null if nothing has
   */
  public static @Nullable String changeOfCopy(Path file, Entry then) throws IOException {
    BasicFileAttributes now = attributes(file);
    boolean coarse = now.lastModifiedTime().to(TimeUnit.MICROSECONDS) % SECOND_MICROS == 0;
    return change(now, then, coarse ? COARSEST_MICROS : 0);
  }

  private static @Nullable String change(
      BasicFileAttributes now, Entry then, long toleratedMicros) {
    if (!now.isRegularFile()) {
      return "it is no file any more";
    }
    if (now.size() != then.size()) {
      return "its size was " + then.size() + " and is " + now.size() + " bytes";
    }
    long later = now.lastModifiedTime().to(TimeUnit.MICROSECONDS) - then.modifiedMicros();
    if (Math.abs(later) > toleratedMicros) {
      return "it was written to at " + now.lastModifiedTime();
    }
    return null;
  }

  /** Names an inode, or whatever the system has; folders need none. */
  private static long key(BasicFileAttributes is) {
    Object key = is.fileKey();
    return key == null || is.isDirectory()
        ? 0
        : Digest.of(key.toString().getBytes(StandardCharsets.UTF_8)).high();
  }

  /** Gives a file the time of an entry, and its permissions if they are wanted and possible. */
  public static void apply(Path file, Entry entry, boolean permissions) throws IOException {
    if (permissions && entry.mode() >= 0) {
      try {
        Files.setPosixFilePermissions(file, permissions(entry.mode()));
      } catch (UnsupportedOperationException e) {
        // This file system has none.
      }
    }
    Files.setLastModifiedTime(file, FileTime.from(entry.modifiedMicros(), TimeUnit.MICROSECONDS));
  }

  private static int mode(Path file) {
    try {
      int mode = 0;
      for (PosixFilePermission each :
          Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS)) {
        mode |= bit(each);
      }
      return mode;
    } catch (IOException | UnsupportedOperationException e) {
      return -1;
    }
  }

  /** Permissions of nine bits. */
  static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> all = EnumSet.noneOf(PosixFilePermission.class);
    for (PosixFilePermission each : PosixFilePermission.values()) {
      if ((mode & bit(each)) != 0) {
        all.add(each);
      }
    }
    return all;
  }

  /** The constants are in the order of the bits, the highest first. */
  private static int bit(PosixFilePermission permission) {
    List<PosixFilePermission> all = List.of(PosixFilePermission.values());
    return 1 << (all.size() - 1 - all.indexOf(permission));
  }
}
