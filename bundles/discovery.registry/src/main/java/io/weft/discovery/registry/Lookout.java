package io.weft.discovery.registry;

import io.weft.discovery.Self;
import io.weft.discovery.SightingSink;
import io.weft.discovery.registry.Sheet.BrokenException;
import io.weft.discovery.registry.Sheet.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at all places, from start to close: at once when the system tells of a change, and in any
 * case from time to time. All state belongs to one thread, {@code weft-registry}; files are read on
 * it, URLs are fetched on others.
 */
final class Lookout implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RegistryDiscovery.class);

  /** Until a file is looked at again that is being written or replaced. */
  private static final Duration SOON = Duration.ofMillis(100);

  /** Until the node is told again what was too much for it: its limits are by the second. */
  private static final Duration NODE_RESTS = Duration.ofSeconds(1);

  /** What has not changed is reported so often at least: the node's leases end after 10 minutes. */
  private static final Duration REPORT_PERIOD = Duration.ofMinutes(1);

  /** For the thread to end; it waits for nothing but the disk. */
  private static final Duration END = Duration.ofSeconds(2);

  private final RegistryDiscovery.Settings settings;
  private final SightingSink sink;
  private final Clock clock;
  private final Intake intake;
  private final List<Folder> folders = new ArrayList<>();
  private final List<WebPlace> urls = new ArrayList<>();
  private final Fetches fetches;
  private final Runnable own;
  private final Duration period;
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread made = new Thread(task, "weft-registry");
            made.setDaemon(true);
            return made;
          });
  private final Set<WatchedFile> unsettled = new HashSet<>();
  private volatile @Nullable PathWatch watch;
  private Instant nextFiles = Instant.MIN;
  private @Nullable ScheduledFuture<?> nextRound;
  private boolean reporting;
  private volatile boolean closed;

  /**
   * @param own writes this node's own files if something was wrong with that
   */
  Lookout(
      RegistryDiscovery.Settings settings,
      Function<ExecutorService, Web> web,
      Self self,
      SightingSink sink,
      Judge judge,
      Clock clock,
      Runnable own) {
    this.settings = settings;
    this.sink = sink;
    this.clock = clock;
    this.own = own;
    this.period =
        settings.refresh().compareTo(REPORT_PERIOD) < 0 ? settings.refresh() : REPORT_PERIOD;
    this.intake = new Intake(self, sink, judge, period, clock);
    this.fetches = new Fetches(web);
    for (Location location : settings.locations()) {
      if (location instanceof Location.OnDisk disk) {
        folders.add(new Folder(disk.path(), settings.maxBytes(), clock));
      } else if (location instanceof Location.OnTheWeb there) {
        urls.add(new WebPlace(there.url(), settings.refresh()));
      }
    }
  }

  void start() {
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    thread.setRemoveOnCancelPolicy(true);
    run(this::round);
  }

  /** Looks at whatever is due, and comes back when the next thing is. */
  private void round() {
    nextRound = null;
    Instant now = clock.instant();
    if (!now.isBefore(nextFiles)) {
      nextFiles = now.plus(period);
      own.run();
      openWatch();
      folders.forEach(this::lookAt);
    }
    for (WebPlace each : urls) {
      if (each.ask(now)) {
        ask(each);
      }
    }
    report();
    Instant next = nextFiles;
    for (WebPlace each : urls) {
      // One that is being asked has a time that is over: it sets the next one itself.
      next = each.next().isBefore(next) && each.next().isAfter(now) ? each.next() : next;
    }
    sink.nextLook(next);
    // The clock may be one that is set: never wait longer than a period by the system's.
    Duration pause = Duration.between(now, next);
    roundIn(pause.compareTo(period) < 0 ? pause : period);
  }

  /** There is one next round: the soonest that is needed. */
  private void roundIn(Duration pause) {
    ScheduledFuture<?> planned = nextRound;
    if (planned != null && planned.getDelay(TimeUnit.NANOSECONDS) <= pause.toNanos()) {
      return;
    }
    if (planned != null) {
      planned.cancel(false);
    }
    nextRound = later(pause, this::round);
  }

  private void openWatch() {
    try {
      PathWatch watching = watch;
      if (watching == null && !folders.isEmpty()) {
        watching = new PathWatch((folder, names) -> run(() -> changed(folder, names)));
        watch = watching;
      }
      if (watching != null) {
        Set<Path> watched = new HashSet<>();
        folders.forEach(folder -> watched.add(folder.watched()));
        watching.watch(watched);
      }
    } catch (IOException e) {
      LOG.debug("changes of files are seen every {} s only: {}", period.toSeconds(), e.toString());
    }
  }

  private void changed(Path directory, Optional<Set<Path>> names) {
    for (Folder folder : folders) {
      if (!folder.watched().equals(directory)) {
        continue;
      }
      if (names.isEmpty()) {
        lookAt(folder);
      } else {
        lookAt(
            folder, names.get().stream().flatMap(name -> folder.changed(name).stream()).toList());
      }
    }
    report();
  }

  private void lookAt(Folder folder) {
    String path = folder.path().toString();
    try {
      if (Files.isDirectory(folder.path())) {
        // It may have been a file.
        intake.empty(path, List.of());
      }
      lookAt(folder, folder.all());
      intake.about(
          path,
          folder.overfull()
              ? Optional.of(
                  "it has more than " + Folder.MAX_FILES + " files: the others are not read")
              : Optional.empty());
    } catch (IOException e) {
      intake.about(path, Optional.of("it cannot be listed: " + Shown.reason(e)));
    }
  }

  /** Reads one after the other; what they have is then judged together. */
  private void lookAt(Folder folder, List<WatchedFile> files) {
    Map<String, Sheet> read = new LinkedHashMap<>();
    int entries = 0;
    for (WatchedFile file : files) {
      String unit = file.file().toString();
      WatchedFile.Look look = file.look(Math.max(0, intake.room(unit) - entries));
      if (look instanceof WatchedFile.Look.Whole whole) {
        read.put(unit, whole.sheet());
        entries += whole.sheet().entries().size();
      } else {
        settle(folder, file, look);
      }
    }
    intake.take(read);
  }

  private void settle(Folder folder, WatchedFile file, WatchedFile.Look look) {
    String unit = file.file().toString();
    if (look instanceof WatchedFile.Look.Same) {
      intake.rejudge(unit);
    } else if (look instanceof WatchedFile.Look.Unsettled) {
      if (unsettled.add(file)) {
        later(
            SOON,
            () -> {
              unsettled.remove(file);
              lookAt(folder, List.of(file));
              report();
            });
      }
    } else if (look instanceof WatchedFile.Look.Broken broken) {
      intake.broken(unit, broken.problem());
    } else {
      folder.forget(file);
      boolean wanted = file.file().equals(folder.path()) && !settings.optional(folder.path());
      intake.empty(
          unit,
          wanted
              ? List.of(new Problem(unit, "it is not there: it is read as soon as it is"))
              : List.of());
    }
  }

  private void ask(WebPlace place) {
    try {
      fetches.fetch(place.url(), place.tag(), answer -> run(() -> answered(place, answer)));
    } catch (RejectedExecutionException e) {
      LOG.debug("{} is not asked: closing", place.url());
    }
  }

  private void answered(WebPlace place, Web.Answer answer) {
    String unit = place.url().toString();
    Instant now = clock.instant();
    if (answer instanceof Web.Answer.Content content) {
      try {
        intake.take(Map.of(unit, SheetReader.read(content.bytes(), unit, intake.room(unit))));
        place.worked(content.tag(), now);
      } catch (BrokenException e) {
        place.failed(now);
        intake.broken(unit, e.problem());
      }
    } else if (answer instanceof Web.Answer.Failed failed) {
      place.failed(now);
      intake.broken(unit, new Problem(unit, failed.reason()));
    } else {
      place.worked(place.tag(), now);
      intake.rejudge(unit);
    }
    roundIn(Duration.between(now, place.next()));
    report();
  }

  private void report() {
    if (!intake.report() && !reporting) {
      reporting = true;
      later(
          NODE_RESTS,
          () -> {
            reporting = false;
            report();
          });
    }
  }

  private void run(Runnable task) {
    later(Duration.ZERO, task);
  }

  private @Nullable ScheduledFuture<?> later(Duration pause, Runnable task) {
    try {
      return thread.schedule(
          () -> guarded(task), Math.max(0, pause.toNanos()), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      return null; // closing
    }
  }

  /** One file that is our fault must not stop the others. */
  private void guarded(Runnable task) {
    if (closed) {
      return;
    }
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("registry files are looked at again in {} s", period.toSeconds(), e);
      roundIn(period);
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.shutdown();
    fetches.close();
    try {
      if (!thread.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
    PathWatch watching = watch;
    if (watching != null) {
      watching.close();
    }
  }
}
