package io.weft.node.peers;

import io.weft.discovery.DiscoveryProvider;
import io.weft.discovery.Self;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The discovery providers that are installed. Each has a thread of its own, so that a slow one
 * delays nobody; a provider that fails is reported and left out.
 */
public final class Providers {
  private static final Logger LOG = LoggerFactory.getLogger(Providers.class);

  /** How long a removal waits for a provider to close: below the 5 s that Felix SCR waits. */
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(3);

  private static final class Running {
    final DiscoveryProvider provider;
    final String name;
    final ExecutorService thread;

    Running(DiscoveryProvider provider, String name) {
      this.provider = provider;
      this.name = name;
      this.thread =
          new ThreadPoolExecutor(
              0,
              1,
              1,
              TimeUnit.SECONDS,
              new LinkedBlockingQueue<>(64),
              task -> {
                Thread made = new Thread(task, "weft-discovery-" + name);
                made.setDaemon(true);
                return made;
              },
              new ThreadPoolExecutor.DiscardPolicy());
    }

    volatile boolean started;
  }

  private final Self self;
  private final Arrivals arrivals;
  private final List<Running> installed = new CopyOnWriteArrayList<>();
  private volatile Predicate<String> allowed = name -> false;

  public Providers(Self self, Arrivals arrivals) {
    this.self = self;
    this.arrivals = arrivals;
  }

  /** Takes a provider in; starts it if the settings allow. */
  public void add(DiscoveryProvider provider, String name) {
    Running running = new Running(provider, name);
    installed.add(running);
    if (allowed.test(name)) {
      start(running);
    }
  }

  /** Closes a provider; blocks until it is closed, bounded. */
  public void remove(DiscoveryProvider provider) {
    List<Running> going =
        installed.stream().filter(running -> running.provider == provider).toList();
    installed.removeAll(going);
    going.forEach(Providers::stop);
    going.forEach(Providers::end);
  }

  /** From now on exactly those whose name is allowed run. */
  public void allow(Predicate<String> names) {
    allowed = names;
    for (Running running : installed) {
      boolean run = names.test(running.name);
      if (run && !running.started) {
        start(running);
      } else if (!run && running.started) {
        stop(running);
      }
    }
  }

  private void start(Running running) {
    running.started = true;
    run(
        running,
        "start",
        () -> {
          running.provider.start(self, arrivals.of(running.name));
          LOG.info("discovery by {} has started", running.name);
        });
  }

  private static void stop(Running running) {
    if (running.started) {
      running.started = false;
      run(running, "close", running.provider::close);
    }
  }

  /** This node's record has changed. */
  public void refresh() {
    for (Running running : installed) {
      if (running.started) {
        run(running, "refresh", running.provider::refresh);
      }
    }
  }

  private static void run(Running running, String what, Runnable task) {
    try {
      running.thread.execute(
          () -> {
            try {
              task.run();
            } catch (RuntimeException | LinkageError e) {
              LOG.warn("discovery by {} failed to {}: {}", running.name, what, e.toString());
            }
          });
    } catch (RejectedExecutionException e) {
      LOG.debug("discovery by {} is closing", running.name);
    }
  }

  private static void end(Running running) {
    running.thread.shutdown();
    try {
      if (!running.thread.awaitTermination(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn(
            "discovery by {} did not close within {} ms", running.name, CLOSE_PATIENCE.toMillis());
        running.thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      running.thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  /** Closes all. */
  public void close() {
    allowed = name -> false;
    List<Running> all = List.copyOf(installed);
    installed.clear();
    all.forEach(Providers::stop);
    all.forEach(Providers::end);
  }
}
