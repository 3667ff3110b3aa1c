package io.weft.discovery.mdns;

import io.weft.discovery.Self;
import io.weft.discovery.SightingSink;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node among its neighbours, from start to close: the thread that opens and closes the stations
 * on each interface, asks, and reports. JmDNS's own threads only put what they hear into a queue.
 */
final class Neighbourhood implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(MdnsDiscovery.class);

  /** Between two looks at the interfaces: the JDK has no event for their changes. */
  private static final Duration INTERFACE_PERIOD = Duration.ofSeconds(5);

  /**
   * Looks in a row at which a station did not know our own service: JmDNS announces one within 5 s,
   * and one that it does not know after 20 s never will be.
   */
  private static final int MAX_MISSED = 4;

  /** Closing a station takes 2 s, with a broken one up to 10 (JmDNS, CLOSE_TIMEOUT, twice). */
  private static final Duration JOIN = Duration.ofSeconds(12);

  /** What is heard while the thread is busy; what is dropped is found by the next question. */
  private static final int MAX_WAITING = 512;

  private static final Entry WAKE_UP = Entry.gone("");

  private final MdnsDiscovery.Settings settings;
  private final Self self;
  private final Guests guests;
  private final Map<LocalAddress, Running> stations = new HashMap<>();
  private final BlockingQueue<Entry> heard = new ArrayBlockingQueue<>(MAX_WAITING);
  private final AtomicBoolean changed = new AtomicBoolean();
  private final Thread thread = new Thread(this::run, "weft-mdns");
  private final Set<LocalAddress> failing = new HashSet<>();
  private volatile boolean closed;

  private static final class Running {
    final Station station;
    int missed;

    Running(Station station) {
      this.station = station;
    }
  }

  private Neighbourhood(MdnsDiscovery.Settings settings, Self self, SightingSink sink) {
    this.settings = settings;
    this.self = self;
    this.guests = new Guests(self, sink, settings.queryPeriod());
    thread.setDaemon(true);
  }

  static Neighbourhood start(MdnsDiscovery.Settings settings, Self self, SightingSink sink) {
    Neighbourhood neighbourhood = new Neighbourhood(settings, self, sink);
    neighbourhood.thread.start();
    return neighbourhood;
  }

  /** The record has changed. */
  void refresh() {
    changed.set(true);
    wakeUp();
  }

  @Override
  public void close() {
    closed = true;
    wakeUp();
    if (Thread.currentThread() != thread) {
      try {
        thread.join(JOIN.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run() {
    long nextLook = System.nanoTime();
    long nextQuestion = nextLook + settings.queryPeriod().toNanos();
    try {
      while (!closed) {
        long now = System.nanoTime();
        if (now - nextLook >= 0) {
          lookAtInterfaces(now);
          nextLook = now + INTERFACE_PERIOD.toNanos();
        }
        if (now - nextQuestion >= 0) {
          stations.values().forEach(running -> running.station.ask());
          nextQuestion = now + settings.queryPeriod().toNanos();
        }
        if (changed.getAndSet(false)) {
          refreshAll();
        }
        long wait = Math.min(nextLook, nextQuestion) - System.nanoTime();
        Entry entry = closed ? null : heard.poll(Math.max(0, wait), TimeUnit.NANOSECONDS);
        if (entry != null && !closed && !entry.name().isEmpty()) {
          guests.heard(entry, List.copyOf(stations.keySet()), System.nanoTime());
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("mDNS discovery was interrupted");
    } finally {
      close(List.copyOf(stations.keySet()));
    }
  }

  private void lookAtInterfaces(long now) {
    List<LocalAddress> found = LocalAddress.choose(self.bindAddress());
    List<LocalAddress> over = new ArrayList<>();
    stations.forEach(
        (on, running) -> {
          if (!found.contains(on) || hasFallenSilent(on, running, found, now)) {
            over.add(on);
          }
        });
    close(over);
    failing.retainAll(found);
    for (LocalAddress on : found) {
      if (!stations.containsKey(on) && !closed) {
        open(on);
      }
    }
  }

  private void open(LocalAddress on) {
    try {
      Station station = Station.open(on, settings.serviceType(), self, heard::offer);
      stations.put(on, new Running(station));
    } catch (IOException e) {
      if (failing.add(on)) {
        LOG.warn(
            "mDNS does not work on {} ({}): nodes there are found by other sources only; trying"
                + " again every {} s",
            on.name(),
            e.toString(),
            INTERFACE_PERIOD.toSeconds());
      }
    }
  }

  /**
   * Reports what a station knows. JmDNS shuts itself down after some errors, and does not tell: it
   * then forgets our service too.
   */
  private boolean hasFallenSilent(
      LocalAddress on, Running running, List<LocalAddress> found, long now) {
    String own = running.station.announcedName();
    running.missed++;
    for (Entry entry : running.station.entries()) {
      if (entry.name().equals(own)) {
        running.missed = 0;
      }
      guests.heard(entry, found, now);
    }
    if (own.isEmpty() || running.missed < MAX_MISSED) {
      return false;
    }
    LOG.info("mDNS fell silent on {}: starting it again", on.name());
    return true;
  }

  private void refreshAll() {
    List<LocalAddress> over = new ArrayList<>();
    stations.forEach(
        (on, running) -> {
          if (!running.station.refresh(self)) {
            over.add(on);
          }
        });
    if (!over.isEmpty()) {
      close(over);
      lookAtInterfaces(System.nanoTime());
    }
  }

  /** All at once: each takes seconds. */
  private void close(List<LocalAddress> those) {
    List<Thread> closing = new ArrayList<>();
    for (LocalAddress on : those) {
      Running running = stations.remove(on);
      if (running != null) {
        Thread closer = new Thread(running.station::close, "weft-mdns-close-" + on.name());
        closer.setDaemon(true);
        closer.start();
        closing.add(closer);
      }
    }
    for (Thread closer : closing) {
      try {
        closer.join(JOIN.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** If the queue is full, the thread is awake. */
  private void wakeUp() {
    if (!heard.offer(WAKE_UP)) {
      LOG.debug("{} entries are waiting", MAX_WAITING);
    }
  }
}
