package io.weft.files.desk;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of file transfers.
 *
 * @param tasks one for each transfer that runs, and for questions that may block
 * @param readers a few, which read what is asked for and send it
 * @param writers a few, which write what arrives
 * @param clockwork what comes later
 */
record Threads(
    ExecutorService tasks,
    ExecutorService readers,
    ExecutorService writers,
    ScheduledExecutorService clockwork)
    implements AutoCloseable {

  /**
   * Each reads a chunk and then sends it, which waits for peers that are slow: so many chunks are
   * in memory at once on this side.
   */
  private static final int READERS = 8;

  /** Questions that wait for a reader: far more than receivers ask at once. */
  private static final int MOST_QUESTIONS = 4096;

  /** As many as a fast disk takes at once; more do not make it faster. */
  private static final int WRITERS = 4;

  static Threads start() {
    return new Threads(
        Executors.newCachedThreadPool(named("weft-files-")),
        new ThreadPoolExecutor(
            READERS,
            READERS,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_QUESTIONS),
            named("weft-files-read-")),
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
    readers.shutdown();
    writers.shutdown();
  }
}
