package io.weft.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Threads of a test that run side by side, and the first thing that went wrong in one of them. */
final class Crew {

  /** What a thread does. */
  interface Task {
    void run() throws Exception;
  }

  private final List<Thread> threads = new ArrayList<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  void start(Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (Throwable e) {
                failure.compareAndSet(null, e);
              }
            },
            "crew-" + threads.size());
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  /**
   * Waits for all.
   *
   * @throws AssertionError if one failed or is not done in time
   */
  void join(Duration within) throws InterruptedException {
    Throwable failed = failure(within);
    if (failed != null) {
      throw new AssertionError("a thread failed", failed);
    }
  }

  /** Waits for all; returns what went wrong first, or null. */
  @org.jspecify.annotations.Nullable
  Throwable failure(Duration within) throws InterruptedException {
    long deadline = System.nanoTime() + within.toNanos();
    for (Thread thread : threads) {
      thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
      if (thread.isAlive()) {
        throw new AssertionError(thread.getName() + " is not done within " + within);
      }
    }
    return failure.get();
  }
}
