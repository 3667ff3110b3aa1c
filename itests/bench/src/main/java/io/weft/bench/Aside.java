package io.weft.bench;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Work on a thread of its own, beside what is measured. */
final class Aside {

  /** What is to be done. */
  interface Work {
    void run() throws IOException;
  }

  private final CompletableFuture<Void> done = new CompletableFuture<>();

  private Aside() {}

  static Aside begin(Work work) {
    Aside aside = new Aside();
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
                aside.done.complete(null);
              } catch (IOException | RuntimeException e) {
                aside.done.completeExceptionally(e);
              }
            },
            "bench-aside");
    thread.setDaemon(true);
    thread.start();
    return aside;
  }

  boolean isDone() {
    return done.isDone();
  }

  /** Waits for its end. */
  void await() throws IOException {
    try {
      done.join();
    } catch (CompletionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    }
  }
}
