package io.weft.discovery.registry;

import io.weft.discovery.Self;
import io.weft.discovery.SightingSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** What this node writes of itself, from start to close. Safe on every thread. */
final class OwnFiles {

  private final Publication publication;
  private final Optional<Path> shared;
  private final List<Path> files = new ArrayList<>();
  private final SightingSink sink;
  private final Set<Path> failing = new HashSet<>();
  private final ReentrantLock lock = new ReentrantLock();
  private boolean closed;

  OwnFiles(RegistryDiscovery.Settings settings, Self self, SightingSink sink) {
    this.publication = new Publication(self, settings.maxBytes());
    this.sink = sink;
    this.shared = settings.publish().map(folder -> folder.resolve(self.record().id() + ".json"));
    settings.ownFile().ifPresent(files::add);
    shared.ifPresent(files::add);
  }

  /** Writes all, as this node is now. */
  void publish() {
    lock.lock();
    try {
      write(files);
    } finally {
      lock.unlock();
    }
  }

  /** Writes what could not be written, and what somebody has removed. */
  void mend() {
    lock.lock();
    try {
      write(
          files.stream().filter(file -> failing.contains(file) || Files.notExists(file)).toList());
    } finally {
      lock.unlock();
    }
  }

  /** Removes the shared one; the own one stays: its expiry says how long it is good. */
  void close() {
    lock.lock();
    try {
      closed = true;
      if (shared.isPresent()) {
        Files.deleteIfExists(shared.get());
      }
    } catch (IOException e) {
      sink.failed(
          shared.map(Path::toString).orElse(""),
          "it cannot be removed: " + Shown.reason(e) + "; others forget it when it expires");
    } finally {
      lock.unlock();
    }
  }

  private void write(List<Path> which) {
    if (closed) {
      return;
    }
    for (Path file : which) {
      try {
        publication.publish(file);
        if (failing.remove(file)) {
          sink.recovered(file.toString());
        }
      } catch (IOException e) {
        failing.add(file);
        boolean missing = file.getParent() != null && !Files.isDirectory(file.getParent());
        sink.failed(
            file.toString(),
            "it cannot be written: "
                + (missing
                    ? file.getParent() + " is not there: make or mount it"
                    : Shown.reason(e)));
      }
    }
  }
}
