package io.weft.discovery.registry;

import java.net.URI;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Fetches URLs beside each other, so that one that hangs holds up no other. There are no threads
 * and no client before the first one is asked for.
 */
final class Fetches implements AutoCloseable {

  /** Idle threads end after this time. */
  private static final long IDLE_SECONDS = 5;

  private final Function<ExecutorService, Web> maker;
  private final ExecutorService threads;
  private @Nullable Web web;

  /**
   * @param maker makes the client, which uses these threads too
   */
  Fetches(Function<ExecutorService, Web> maker) {
    this.maker = maker;
    AtomicInteger number = new AtomicInteger();
    // As many as there are URLs, and two for the client: each URL is asked once at a time.
    this.threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread made = new Thread(task, "weft-registry-web-" + number.incrementAndGet());
              made.setDaemon(true);
              return made;
            });
  }

  /**
   * Asks; the answer comes on another thread.
   *
   * @throws java.util.concurrent.RejectedExecutionException if it is closed
   */
  void fetch(URI url, Optional<String> tag, Consumer<Web.Answer> then) {
    Web client = client();
    threads.execute(
        () -> {
          try {
            then.accept(client.fetch(url, tag));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } catch (RuntimeException e) {
            then.accept(new Web.Answer.Failed("it cannot be asked: " + e));
          }
        });
  }

  /** Asks and waits. */
  Web.Answer fetchNow(URI url) throws InterruptedException {
    return client().fetch(url, Optional.empty());
  }

  private synchronized Web client() {
    if (web == null) {
      web = maker.apply(threads);
    }
    return web;
  }

  @Override
  public synchronized void close() {
    threads.shutdownNow();
    if (web != null) {
      web.close();
      web = null;
    }
  }
}
