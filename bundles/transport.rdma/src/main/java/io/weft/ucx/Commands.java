package io.weft.ucx;

import io.weft.endpoint.Reasons;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;

/**
 * What other threads ask the reader to do. Safe on every thread; {@link #runAll} and {@link #stop}
 * are the reader's.
 */
final class Commands {

  private final Queue<Command> waiting = new ConcurrentLinkedQueue<>();
  private volatile boolean stopped;

  private record Command(Runnable task, Runnable ifStopped) {}

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Will be run, unless the reader stops before. */
  void add(Runnable task) {
    add(new Command(task, () -> {}));
  }

  /** What it will return or throw; an {@link IOException} if the reader stops before. */
  <T> CompletableFuture<T> call(Callable<T> task) {
    CompletableFuture<T> outcome = new CompletableFuture<>();
    Runnable run =
        () -> {
          try {
            outcome.complete(task.call());
          } catch (Exception | Error e) {
            outcome.completeExceptionally(e);
          }
        };
    Runnable ifStopped =
        () -> outcome.completeExceptionally(new IOException("the RDMA transport is stopped"));
    add(new Command(run, ifStopped));
    return outcome;
  }

  /** Waits for a call; not to be used by the reader. */
  static <T> T await(CompletableFuture<T> outcome) throws IOException {
    try {
      return outcome.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException known) {
        throw known;
      }
      throw new IOException(Reasons.root(e), e);
    }
  }

  /** Whether there were any. */
  boolean runAll() {
    boolean any = false;
    for (Command next = waiting.poll(); next != null; next = waiting.poll()) {
      next.task().run();
      any = true;
    }
    return any;
  }

  /** Nobody will run them any more. */
  void stop() {
    stopped = true;
    refuseAll();
  }

  private void add(Command command) {
    waiting.add(command);
    if (stopped) {
      refuseAll();
    }
  }

  private void refuseAll() {
    for (Command next = waiting.poll(); next != null; next = waiting.poll()) {
      next.ifStopped().run();
    }
  }
}
