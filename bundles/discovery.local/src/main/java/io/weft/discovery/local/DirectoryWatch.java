package io.weft.discovery.local;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Tells which files of one directory have changed. Closing it ends a wait under way. */
final class DirectoryWatch implements AutoCloseable {

  private final WatchService service;
  private final WatchKey key;

  private DirectoryWatch(WatchService service, WatchKey key) {
    this.service = service;
    this.key = key;
  }

  /**
   * @throws IOException if the directory is not there, or the system allows no more watches
   */
  static DirectoryWatch of(Path directory) throws IOException {
    WatchService service = directory.getFileSystem().newWatchService();
    try {
      return new DirectoryWatch(
          service, directory.register(service, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE));
    } catch (IOException e) {
      service.close();
      throw e;
    }
  }

  /**
   * Waits for changes.
   *
   * @return the names of changed files, none if there was no change in time; empty if there were
   *     too many to tell
   * @throws ClosedWatchServiceException when it is closed
   */
  Optional<Set<String>> changes(Duration atMost) throws InterruptedException {
    WatchKey signalled = service.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
    if (signalled == null) {
      return Optional.of(Set.of());
    }
    Set<String> names = new HashSet<>();
    boolean all = false;
    for (WatchEvent<?> event : signalled.pollEvents()) {
      if (event.context() instanceof Path path) {
        names.add(path.toString());
      } else {
        all = true;
      }
    }
    signalled.reset();
    return all ? Optional.empty() : Optional.of(names);
  }

  /** Whether the directory is still the one that is watched. */
  boolean isValid() {
    return key.isValid();
  }

  @Override
  public void close() {
    try {
      service.close();
    } catch (IOException e) {
      // What could not be closed is gone with its directory.
      return;
    }
  }
}
