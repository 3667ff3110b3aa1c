package io.weft.node.peers;

import io.weft.discovery.Discovery;
import io.weft.discovery.DiscoveryProvider;
import io.weft.discovery.Self;
import io.weft.discovery.SourceInfo;
import io.weft.discovery.SourceInfo.State;
import io.weft.node.directory.SourceReport;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The discovery providers that are installed. Each has a thread of its own, so that a slow one
 * delays nobody; a provider that fails is reported and left out. Safe on every thread.
 */
public final class Providers implements Discovery {
  private static final Logger LOG = LoggerFactory.getLogger(Providers.class);

  /** How long a removal waits for a provider to close: below the 5 s that Felix SCR waits. */
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(3);

  /** Names whose reports are kept after the provider has gone, for one that is updated. */
  private static final int MAX_REPORTS = 64;

  private static final class Running {
    final DiscoveryProvider provider;
    final String name;
    final SourceReport report;
    final ExecutorService thread;
    volatile boolean wanted;
    Arrivals.@Nullable OpenSink sink;

    Running(DiscoveryProvider provider, String name, SourceReport report) {
      this.provider = provider;
      this.name = name;
      this.report = report;
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
  }

  private final Self self;
  private final Arrivals arrivals;
  private final Clock clock;
  private final ReentrantLock changing = new ReentrantLock();
  private final List<Running> installed = new CopyOnWriteArrayList<>();
  private final Map<String, SourceReport> reports = new ConcurrentHashMap<>();
  private final Map<String, Boolean> turned = new ConcurrentHashMap<>();
  private Predicate<String> allowed = name -> false;

  public Providers(Self self, Arrivals arrivals, Clock clock) {
    this.self = self;
    this.arrivals = arrivals;
    this.clock = clock;
  }

  @Override
  public List<SourceInfo> sources() {
    return installed.stream()
        .map(running -> running.report.info(arrivals.vouchedBy(running.name)))
        .sorted(Comparator.comparing(SourceInfo::name))
        .toList();
  }

  @Override
  public boolean turn(String source, boolean on) {
    if (installed.stream().noneMatch(running -> running.name.equals(source))) {
      return false;
    }
    turned.put(source, on);
    LOG.info("discovery by {} is switched {}", source, on ? "on" : "off");
    if (on) {
      putAwayFailed(source);
    }
    follow();
    return true;
  }

  /** What could not be started is tried again from its beginning. */
  private void putAwayFailed(String source) {
    changing.lock();
    try {
      installed.stream()
          .filter(each -> each.name.equals(source) && each.wanted)
          .filter(each -> each.report.state() == State.FAILED)
          .forEach(Providers::stop);
    } finally {
      changing.unlock();
    }
  }

  /** Takes a provider in; starts it if the settings allow. */
  public void add(DiscoveryProvider provider, String name) {
    if (reports.size() >= MAX_REPORTS) {
      reports.clear();
    }
    installed.add(
        new Running(
            provider, name, reports.computeIfAbsent(name, fresh -> new SourceReport(name, clock))));
    follow();
  }

  /** Closes a provider; blocks until it is closed, bounded. */
  public void remove(DiscoveryProvider provider) {
    List<Running> going =
        installed.stream().filter(running -> running.provider == provider).toList();
    installed.removeAll(going);
    end(going);
  }

  /** From now on those run whose name is allowed, but for what the user has switched. */
  public void allow(Predicate<String> names) {
    changing.lock();
    try {
      allowed = names;
    } finally {
      changing.unlock();
    }
    follow();
  }

  private void follow() {
    changing.lock();
    try {
      for (Running running : installed) {
        boolean run = turned.getOrDefault(running.name, allowed.test(running.name));
        if (run && !running.wanted) {
          start(running);
        } else if (!run && running.wanted) {
          stop(running);
        }
      }
    } finally {
      changing.unlock();
    }
  }

  private void start(Running running) {
    running.wanted = true;
    Arrivals.OpenSink sink = arrivals.of(running.name, running.report);
    running.sink = sink;
    running.report.become(State.STARTING);
    run(
        running,
        "start",
        () -> {
          running.provider.start(self, sink);
          running.report.become(State.RUNNING);
          LOG.info("discovery by {} has started", running.name);
        });
  }

  private static void stop(Running running) {
    running.wanted = false;
    Arrivals.OpenSink sink = running.sink;
    if (sink != null) {
      sink.close();
    }
    run(
        running,
        "close",
        () -> {
          running.provider.close();
          running.report.become(State.OFF);
        });
  }

  /** This node's record has changed. */
  public void refresh() {
    for (Running running : installed) {
      if (running.wanted) { // also while it starts: what it says first may be the record before
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
              if (running.report.state() == State.STARTING) {
                running.report.become(State.FAILED);
              }
              running.report.failed("", "it failed to " + what + ": " + said(e));
            }
          });
    } catch (RejectedExecutionException e) {
      LOG.debug("discovery by {} is closing", running.name);
    }
  }

  /** What a person can act on; the type where there is no message. */
  private static String said(Throwable cause) {
    String message = cause.getMessage();
    return message == null || !(cause instanceof IllegalArgumentException)
        ? cause.toString()
        : message;
  }

  private void end(List<Running> going) {
    changing.lock();
    try {
      going.stream().filter(running -> running.wanted).forEach(Providers::stop);
    } finally {
      changing.unlock();
    }
    going.forEach(Providers::await);
  }

  private static void await(Running running) {
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
    List<Running> all = List.copyOf(installed);
    installed.clear();
    end(all);
  }
}
