package io.weft.discovery.local;

import io.weft.discovery.Self;
import io.weft.discovery.SightingSink;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node in the runtime directory, from start to close: its own file, and the thread that looks
 * at the others'. The lock guards the own file and the end; the sink is never called under it.
 */
final class Presence implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LocalDiscovery.class);

  /** For the thread to end; it waits for nothing but the file system. */
  private static final Duration JOIN = Duration.ofSeconds(5);

  private final Path directory;
  private final String ownName;
  private final Path ownFile;
  private final Duration rescan;
  private final Self self;
  private final Clock clock;
  private final Neighbours neighbours;
  private final Owner owner = Owner.current();
  private final Thread thread = new Thread(this::run, "weft-local-watch");
  private final ReentrantLock lock = new ReentrantLock();
  private final CountDownLatch end = new CountDownLatch(1);
  private boolean usable;
  private @Nullable DirectoryWatch watch;
  private @Nullable String complaint;

  Presence(LocalDiscovery.Settings settings, Self self, SightingSink sink, Clock clock) {
    this.directory = settings.directory();
    this.rescan = settings.rescan();
    this.self = self;
    this.clock = clock;
    this.ownName = Neighbours.fileName(self.record().id());
    this.ownFile = directory.resolve(ownName);
    this.neighbours = new Neighbours(directory, ownName, rescan, sink, clock);
    thread.setDaemon(true);
  }

  void start() {
    prepare();
    thread.start();
  }

  /** Writes this node's record as it is now. */
  void publish() {
    lock.lock();
    try {
      if (usable && !isClosed()) {
        write();
      }
    } catch (IOException e) {
      complain("cannot write " + ownFile + ": " + e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      end.countDown();
      if (usable) {
        Files.deleteIfExists(ownFile);
      }
      closeWatch();
    } catch (IOException e) {
      LOG.warn(
          "cannot remove {}: {}; others forget it when this process ends", ownFile, e.toString());
      closeWatch();
    } finally {
      lock.unlock();
    }
    if (Thread.currentThread() != thread) {
      join(thread);
    }
  }

  private void run() {
    try {
      while (prepare()) {
        neighbours.scan();
        long until = System.nanoTime() + rescan.toNanos();
        long left = rescan.toNanos();
        while (left > 0) {
          Optional<Set<String>> changed = changes(Duration.ofNanos(left));
          if (isClosed()) {
            return;
          }
          changed.ifPresentOrElse(neighbours::look, neighbours::scan);
          left = directoryIsStillThere() ? until - System.nanoTime() : 0;
        }
      }
    } catch (InterruptedException | ClosedWatchServiceException e) {
      LOG.debug("no longer watching {}", directory);
    }
  }

  /**
   * Begins anew if the directory or our file in it is not there (a watch follows a directory that
   * is moved away); false when closed.
   */
  private boolean prepare() {
    lock.lock();
    try {
      if (isClosed()) {
        return false;
      }
      if (!directoryIsStillThere() || Files.notExists(ownFile)) {
        closeWatch();
        usable = false;
        RuntimeDirectory.prepare(directory);
        openWatch();
        write();
        usable = true;
      }
      complaint = null;
    } catch (IOException e) {
      closeWatch();
      complain("nodes of this machine cannot be found: " + messageOf(e));
    } finally {
      lock.unlock();
    }
    return true;
  }

  private boolean directoryIsStillThere() {
    lock.lock();
    try {
      return usable && (watch == null ? Files.isDirectory(directory) : watch.isValid());
    } finally {
      lock.unlock();
    }
  }

  private Optional<Set<String>> changes(Duration atMost) throws InterruptedException {
    DirectoryWatch watching = currentWatch();
    if (watching == null) {
      boolean ended = end.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
      LOG.trace("looking again, ended: {}", ended);
      return Optional.of(Set.of());
    }
    Optional<Set<String>> changed = watching.changes(atMost);
    if (changed.isEmpty() || changed.get().contains(ownName)) {
      prepare();
      return Optional.empty();
    }
    return changed;
  }

  private @Nullable DirectoryWatch currentWatch() {
    lock.lock();
    try {
      return watch;
    } finally {
      lock.unlock();
    }
  }

  private void write() throws IOException {
    RecordFile content = new RecordFile(owner, self.record().expires(), self.signedRecord());
    if (content.expires().isBefore(clock.instant())) {
      return;
    }
    Path temporary = Files.createTempFile(directory, ".", Neighbours.TEMPORARY);
    try {
      Files.write(temporary, content.encode());
      Files.move(temporary, ownFile, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private void openWatch() {
    try {
      watch = DirectoryWatch.of(directory);
    } catch (IOException e) {
      LOG.warn(
          "{} cannot be watched ({}): new nodes are found every {} ms only",
          directory,
          messageOf(e),
          rescan.toMillis());
    }
  }

  private void closeWatch() {
    if (watch != null) {
      watch.close();
      watch = null;
    }
  }

  private boolean isClosed() {
    return end.getCount() == 0;
  }

  /** Says it once, until it was well again or something else is wrong. */
  private void complain(String text) {
    if (!text.equals(complaint)) {
      complaint = text;
      LOG.warn("{}; trying again every {} ms", text, rescan.toMillis());
    }
  }

  private static String messageOf(IOException e) {
    return e.getClass() == IOException.class ? String.valueOf(e.getMessage()) : e.toString();
  }

  private static void join(Thread thread) {
    try {
      thread.join(JOIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
