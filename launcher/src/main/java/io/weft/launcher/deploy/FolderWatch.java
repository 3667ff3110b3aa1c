package io.weft.launcher.deploy;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Notices files that come, change and go in some folders. A file counts once it is left alone: when
 * two looks find the same size and time. The system's notifications make it quick; looking every
 * few seconds makes it sure, for some file systems never notify. Listeners are called one after
 * another on one thread; what they throw is theirs to avoid.
 */
public final class FolderWatch implements Closeable {
  /** Between the two looks: longer than a copying program pauses, short for a person. */
  private static final long SETTLE_MILLIS = 200;

  /** Between two looks without a notification. */
  private static final long LOOK_MILLIS = 3000;

  /** To let a listener finish; updating a transport may drain for 4 s. */
  private static final long CLOSE_MILLIS = 6000;

  /**
   * What happened in one folder since the last call.
   *
   * @param changed files that are new or different, by name
   * @param removed files that are not there any more, by name
   */
  public record Changes(Set<Path> changed, Set<Path> removed) {
    /** Copies, keeping the order. */
    public Changes {
      changed = Collections.unmodifiableSet(new LinkedHashSet<>(changed));
      removed = Collections.unmodifiableSet(new LinkedHashSet<>(removed));
    }
  }

  private record Stamp(long size, long modifiedNanos, String key) {}

  private final List<Folder> folders = new ArrayList<>();
  private final WatchService watches;
  private final Thread thread = new Thread(this::run, "weft-folders");
  private volatile boolean closed;

  /** Watches nothing yet. */
  public FolderWatch() {
    try {
      watches = FileSystems.getDefault().newWatchService();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread.setDaemon(true);
  }

  /**
   * Adds a folder, before {@link #start()}. What is in it now is told at once, on this thread.
   *
   * @param folder may be missing now and then
   */
  public void watch(Path folder, Predicate<Path> files, Consumer<Changes> listener) {
    Folder added = new Folder(folder, files, listener);
    folders.add(added);
    added.lookOnce();
    try {
      folder.register(
          watches,
          StandardWatchEventKinds.ENTRY_CREATE,
          StandardWatchEventKinds.ENTRY_MODIFY,
          StandardWatchEventKinds.ENTRY_DELETE);
    } catch (IOException | ClosedWatchServiceException e) {
      // The slow look still sees it, unless this is closed.
    }
  }

  /** From now on changes are told on a thread of its own. */
  public void start() {
    thread.start();
  }

  private void run() {
    try {
      boolean settled = true;
      while (!closed) {
        WatchKey key = watches.poll(settled ? LOOK_MILLIS : SETTLE_MILLIS, TimeUnit.MILLISECONDS);
        if (key != null) {
          key.pollEvents();
          key.reset();
          // Not at once: what notifies now is about to change again.
          TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS / 4);
        }
        settled = true;
        for (Folder folder : folders) {
          settled &= folder.look();
        }
      }
    } catch (InterruptedException | ClosedWatchServiceException e) {
      // Closed.
    }
  }

  /** No listener is called after it. */
  @Override
  public void close() {
    closed = true;
    try {
      watches.close();
      if (Thread.currentThread() != thread) {
        thread.join(CLOSE_MILLIS);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Folder {
    private final Path path;
    private final Predicate<Path> files;
    private final Consumer<Changes> listener;
    private final Map<Path, Stamp> told = new HashMap<>();
    private Map<Path, Stamp> before = Map.of();

    Folder(Path path, Predicate<Path> files, Consumer<Changes> listener) {
      this.path = path;
      this.files = files;
      this.listener = listener;
    }

    void lookOnce() {
      before = stamps();
      look();
    }

    /** Tells what is settled; returns whether all is. */
    boolean look() {
      Map<Path, Stamp> now = stamps();
      Set<Path> changed = new LinkedHashSet<>();
      boolean settled = true;
      for (Map.Entry<Path, Stamp> entry : now.entrySet()) {
        Path file = entry.getKey();
        if (!entry.getValue().equals(told.get(file))) {
          if (entry.getValue().equals(before.get(file))) {
            changed.add(file);
          } else {
            settled = false;
          }
        }
      }
      Set<Path> removed = new LinkedHashSet<>(told.keySet());
      removed.removeAll(now.keySet());
      before = now;
      changed.forEach(file -> told.put(file, stampOf(now, file)));
      told.keySet().removeAll(removed);
      if (!changed.isEmpty() || !removed.isEmpty()) {
        listener.accept(new Changes(changed, removed));
      }
      return settled;
    }

    private static Stamp stampOf(Map<Path, Stamp> stamps, Path file) {
      return Objects.requireNonNull(stamps.get(file));
    }

    private Map<Path, Stamp> stamps() {
      Map<Path, Stamp> stamps = new TreeMap<>();
      try (Stream<Path> children = Files.list(path)) {
        children
            .filter(files)
            .forEach(
                file -> {
                  Stamp stamp = stamp(file);
                  if (stamp != null) {
                    stamps.put(file, stamp);
                  }
                });
      } catch (IOException | UncheckedIOException e) {
        // A folder that is away has no files.
      }
      return stamps;
    }

    private static @Nullable Stamp stamp(Path file) {
      try {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return attributes.isRegularFile()
            ? new Stamp(
                attributes.size(),
                attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
                String.valueOf(attributes.fileKey()))
            : null;
      } catch (IOException e) {
        return null;
      }
    }
  }
}
