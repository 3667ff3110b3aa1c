package io.weft.discovery.dns;

import io.weft.discovery.Availability;
import io.weft.discovery.Self;
import io.weft.discovery.Sighting;
import io.weft.discovery.SightingSink;
import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** All domains, from start to close: a thread for each, for a server that is slow blocks it. */
final class Watches implements AutoCloseable {

  /** For a thread to end: an answer that is waited for is not waited for any longer. */
  private static final Duration JOIN = Duration.ofMillis(2500);

  private final CountDownLatch end = new CountDownLatch(1);
  private final Map<Domain, Instant> looks = new ConcurrentHashMap<>();
  private final SightingSink sink;
  private final List<Thread> threads;

  Watches(Settings settings, List<Domain> domains, Self self, SightingSink sink, Clock clock) {
    this.sink = sink;
    Supplier<List<NameServer>> servers =
        settings.servers().isEmpty() ? NameServer::ofTheSystem : settings::servers;
    this.threads =
        domains.stream()
            .map(
                domain -> {
                  Watch watch =
                      new Watch(domain, settings, servers, self, new Open(), clock, new Random());
                  Thread thread =
                      new Thread(
                          () -> run(domain, watch), "weft-dns-" + Domain.text(domain.service()));
                  thread.setDaemon(true);
                  return thread;
                })
            .toList();
  }

  void start() {
    threads.forEach(Thread::start);
  }

  private void run(Domain domain, Watch watch) {
    try {
      boolean ended = false;
      while (!ended) {
        Duration wait = watch.turn(next -> looksAgain(domain, next));
        ended = end.await(Math.max(0, wait.toNanos()), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      return; // it is closed
    }
  }

  private void looksAgain(Domain domain, Instant next) {
    looks.put(domain, next);
    looks.values().stream().min(Comparator.naturalOrder()).ifPresent(new Open()::nextLook);
  }

  private boolean isClosed() {
    return end.getCount() == 0;
  }

  @Override
  public void close() {
    end.countDown();
    threads.forEach(Thread::interrupt);
    long until = System.nanoTime() + JOIN.toNanos();
    for (Thread each : threads) {
      try {
        each.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** The sink, until this is closed: a thread may come back from a slow server after that. */
  private final class Open implements SightingSink {

    @Override
    public Optional<NodeRecord> seen(Sighting sighting, Duration validFor) {
      return isClosed() ? Optional.empty() : sink.seen(sighting, validFor);
    }

    @Override
    public void available(NodeId node, Availability availability) {
      if (!isClosed()) {
        sink.available(node, availability);
      }
    }

    @Override
    public void gone(NodeId node) {
      if (!isClosed()) {
        sink.gone(node);
      }
    }

    @Override
    public void failed(String place, String reason) {
      if (!isClosed()) {
        sink.failed(place, reason);
      }
    }

    @Override
    public void recovered(String place) {
      if (!isClosed()) {
        sink.recovered(place);
      }
    }

    @Override
    public void nextLook(Instant at) {
      if (!isClosed()) {
        sink.nextLook(at);
      }
    }
  }
}
