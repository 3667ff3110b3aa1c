package io.weft.discovery.registry;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * Tells of changes in directories, on a thread of its own. Where the system tells of none, nothing
 * is told: whoever uses this looks by himself from time to time.
 */
final class PathWatch implements AutoCloseable {

  /** For the thread to end; it waits for nothing but the system. */
  private static final long JOIN_MILLIS = 2000;

  private final WatchService service;
  private final BiConsumer<Path, Optional<Set<Path>>> changed;
  private final Map<WatchKey, Path> keys = new ConcurrentHashMap<>();
  private final Thread thread = new Thread(this::run, "weft-registry-watch");

  /**
   * @param changed told of a directory and the names in it; no names: there were too many to tell
   * @throws IOException if the system has no more watches
   */
  PathWatch(BiConsumer<Path, Optional<Set<Path>>> changed) throws IOException {
    this.service = FileSystems.getDefault().newWatchService();
    this.changed = changed;
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * From now on exactly these are watched, as far as they are there. Watches anew what was made
   * anew.
   */
  void watch(Set<Path> directories) {
    Map<WatchKey, Path> now = new HashMap<>();
    for (Path directory : directories) {
      try {
        now.put(directory.register(service, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE), directory);
      } catch (IOException e) {
        // Not there, not to be read, or too many watches: the next look in turn has to do.
        continue;
      }
    }
    keys.putAll(now);
    keys.keySet()
        .removeIf(
            key -> {
              boolean over = !now.containsKey(key);
              if (over) {
                key.cancel();
              }
              return over;
            });
  }

  private void run() {
    try {
      while (true) {
        WatchKey key = service.take();
        Set<Path> names = new HashSet<>();
        boolean all = false;
        for (WatchEvent<?> event : key.pollEvents()) {
          if (event.context() instanceof Path name) {
            names.add(name);
          } else {
            all = true;
          }
        }
        Path directory = keys.get(key);
        all |= !key.reset();
        if (directory != null) {
          changed.accept(directory, all ? Optional.empty() : Optional.of(names));
        }
      }
    } catch (InterruptedException | ClosedWatchServiceException e) {
      return; // closed
    }
  }

  @Override
  public void close() {
    try {
      service.close();
    } catch (IOException e) {
      thread.interrupt();
    }
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
