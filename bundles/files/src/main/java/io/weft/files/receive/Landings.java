package io.weft.files.receive;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Gives whole files and folders their final names, one at a time in this process. What has the name
 * already stays as it is, unless it is to be replaced. Safe on every thread.
 */
public final class Landings {

  /** Names that are tried for one file: report.pdf, report (2).pdf, and so on. */
  private static final int MOST_NUMBERS = 10_000;

  private final ReentrantLock naming = new ReentrantLock();

  /**
   * Moves all roots of a part to a folder. What did so already, before a crash, stays.
   *
   * @return the name of the first one
   */
  Path land(PartFolder part, Path into, boolean replace) throws IOException {
    naming.lock();
    try {
      Path first = into;
      boolean any = false;
      for (var each : part.plan().entries()) {
        if (each.path().indexOf('/') >= 0) {
          continue;
        }
        Path landed = root(part, part.file(each), each.path(), into, replace);
        first = any ? first : landed;
        any = true;
      }
      force(into);
      return first;
    } finally {
      naming.unlock();
    }
  }

  private static Path root(PartFolder part, Path from, String root, Path into, boolean replace)
      throws IOException {
    String before = part.journal().landing(root).orElse("");
    if (!before.isEmpty()) {
      Path target = into.resolve(before);
      if (!exists(from)) {
        return target;
      }
      if (exists(target) && Files.isSameFile(from, target)) { // a second name of it
        Files.delete(from);
        return target;
      }
    }
    for (int number = 1; number <= MOST_NUMBERS; number++) {
      Path target = into.resolve(numbered(root, number));
      if (replace || !exists(target)) {
        part.journal().landing(root, String.valueOf(target.getFileName()));
        if (replace ? replace(part, from, target) : move(from, target)) {
          return target;
        }
      }
    }
    throw new IOException("there are " + MOST_NUMBERS + " of " + into.resolve(root) + " already");
  }

  static String numbered(String name, int number) {
    if (number == 1) {
      return name;
    }
    int dot = name.lastIndexOf('.');
    return dot > 0
        ? name.substring(0, dot) + " (" + number + ")" + name.substring(dot)
        : name + " (" + number + ")";
  }

  private static boolean exists(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * A rename of a file would silently replace what has come meanwhile by another program; a second
   * name cannot.
   */
  private static boolean move(Path from, Path target) throws IOException {
    if (Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS)) {
      Files.move(from, target, StandardCopyOption.ATOMIC_MOVE);
      return true;
    }
    try {
      Files.createLink(target, from);
      Files.delete(from);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (UnsupportedOperationException | FileSystemException e) {
      // This file system has one name for each file.
      Files.move(from, target, StandardCopyOption.ATOMIC_MOVE);
      return true;
    }
  }

  private static boolean replace(PartFolder part, Path from, Path target) throws IOException {
    if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)
        || Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS)) {
      if (exists(target)) {
        Path aside = part.folder().resolve("replaced");
        PartFolder.delete(aside);
        Files.move(target, aside, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    Files.move(from, target, StandardCopyOption.ATOMIC_MOVE);
    return true;
  }

  /** A name is on the disk when its folder is; where folders cannot be forced, the system does. */
  private static void force(Path folder) {
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    } catch (IOException e) {
      // Windows has no such thing.
    }
  }
}
