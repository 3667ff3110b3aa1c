package io.weft.files.desk;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of file transfers.
 *
 * @param tasks one for each transfer that runs, and for questions that may block
 * @param writers a few, which write what arrives
 * @param clockwork what comes later
 */
record Threads(ExecutorService tasks, ExecutorService writers, ScheduledExecutorService clockwork)
    implements AutoCloseable {

  /** As many as a fast disk takes at once; more do not make it faster. */
  private static final int WRITERS = 4;

  static Threads start() {
    return new Threads(
        Executors.newCachedThreadPool(named("weft-files-")),
        Executors.newFixedThreadPool(WRITERS, named("weft-files-write-")),
        Executors.newSingleThreadScheduledExecutor(named("weft-files-clock-")));
  }

  private static ThreadFactory named(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  @Override
  public void close() {
    clockwork.shutdownNow();
    tasks.shutdownNow();
    writers.shutdown();
  }
}
