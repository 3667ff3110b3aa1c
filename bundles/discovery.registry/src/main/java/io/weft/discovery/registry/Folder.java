package io.weft.discovery.registry;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A path that was given as a location: a file, or a directory of files {@code *.json}. Directories
 * in it are not entered, so that no link leads round in a circle. Used by one thread.
 */
final class Folder {

  /** Files of one directory; further ones are not read. */
  static final int MAX_FILES = 10_000;

  private static final String SUFFIX = ".json";

  private final Path path;
  private final long maxBytes;
  private final Clock clock;
  private final Map<String, WatchedFile> files = new LinkedHashMap<>();
  private boolean overfull;

  Folder(Path path, long maxBytes, Clock clock) {
    this.path = path;
    this.maxBytes = maxBytes;
    this.clock = clock;
  }

  Path path() {
    return path;
  }

  /** What to watch to learn of changes: the directory itself, or the one that the file is in. */
  Path watched() {
    Path parent = path.getParent();
    return Files.isDirectory(path) || parent == null ? path : parent;
  }

  /**
   * All files, those that have vanished since the last time too.
   *
   * @throws IOException if they cannot be listed
   */
  List<WatchedFile> all() throws IOException {
    overfull = false;
    if (!Files.isDirectory(path)) {
      if (!files.isEmpty() && !files.containsKey("") && Files.notExists(path)) {
        // A share that is not mounted at the moment is no goodbye of all that are in it.
        throw new NoSuchFileException(path.toString());
      }
      WatchedFile alone = files.computeIfAbsent("", name -> file(path));
      return files.size() == 1 ? List.of(alone) : List.copyOf(files.values());
    }
    files.remove("");
    try (DirectoryStream<Path> listed = Files.newDirectoryStream(path, Folder::isOurs)) {
      for (Path each : listed) {
        if (files.size() >= MAX_FILES && !files.containsKey(name(each))) {
          overfull = true;
        } else {
          files.computeIfAbsent(name(each), name -> file(path.resolve(name)));
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return List.copyOf(files.values());
  }

  /** Whether the directory has more files than are read. */
  boolean overfull() {
    return overfull;
  }

  /** The file of this name, if changes of it matter. */
  Optional<WatchedFile> changed(Path name) {
    WatchedFile alone = files.get("");
    if (alone != null) {
      // Any change beside it may be one of what a link leads to.
      return Optional.of(alone);
    }
    if (!isOurs(name) || (files.size() >= MAX_FILES && !files.containsKey(name(name)))) {
      return Optional.empty();
    }
    return Optional.of(files.computeIfAbsent(name(name), each -> file(path.resolve(each))));
  }

  /** A file that is gone; it is looked for again when somebody tells of it. */
  void forget(WatchedFile gone) {
    if (!gone.file().equals(path)) {
      files.remove(name(gone.file()), gone);
    }
  }

  private WatchedFile file(Path file) {
    return new WatchedFile(file, maxBytes, clock);
  }

  private static boolean isOurs(Path file) {
    String name = name(file);
    return name.endsWith(SUFFIX) && !name.startsWith(".");
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }
}
