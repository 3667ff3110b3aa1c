package io.weft.files.receive;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;

/** Who runs, and who waits for that: so many at once, in the order in which they came. */
public final class Turns {

  private final Executor threads;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private final Set<Runnable> known = new HashSet<>();
  private int most;
  private int running;

  public Turns(int most, Executor threads) {
    this.most = most;
    this.threads = threads;
  }

  /** Another number from now on. */
  public void most(int number) {
    synchronized (this) {
      most = number;
    }
    next();
  }

  /** Runs this when it is its turn; one that waits already does not wait twice. */
  void enter(Runnable task) {
    synchronized (this) {
      if (!known.add(task)) {
        return;
      }
      waiting.add(task);
    }
    next();
  }

  private void next() {
    while (true) {
      Runnable task;
      synchronized (this) {
        if (running >= most || waiting.isEmpty()) {
          return;
        }
        task = waiting.remove();
        known.remove(task);
        running++;
      }
      threads.execute(
          () -> {
            try {
              task.run();
            } finally {
              synchronized (this) {
                running--;
              }
              next();
            }
          });
    }
  }

  /** Takes its place in the queue away from one that does not want to run any more. */
  synchronized void leave(Runnable task) {
    if (known.remove(task)) {
      waiting.remove(task);
    }
  }

  /** Of so many things to share, what is there for each that runs; one at least. */
  int share(int all) {
    return Math.max(1, all / Math.max(1, running()));
  }

  /** How many run. */
  synchronized int running() {
    return running;
  }

  /** How many wait. */
  synchronized int waiting() {
    return waiting.size();
  }
}
