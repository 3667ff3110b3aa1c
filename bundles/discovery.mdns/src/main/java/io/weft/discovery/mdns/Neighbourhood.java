package io.weft.discovery.mdns;

import io.weft.discovery.Self;
import io.weft.discovery.SightingSink;
import java.io.IOException;
import java.time.Clock;
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

  /** Between two looks at how much JmDNS remembers: what comes in meanwhile is its bound. */
  private static final Duration MEMORY_PERIOD = Duration.ofSeconds(1);

  /** Records of one station: those of 2,000 services with their hosts, some 5 MiB. */
  static final int MAX_RECORDS = 10_000;

  /** What is heard while the thread is busy; what is dropped is found by the next question. */
  private static final int MAX_WAITING = 512;

  private static final Entry WAKE_UP = Entry.gone("");

  private final MdnsDiscovery.Settings settings;
  private final int mostRecords;
  private final Self self;
  private final SightingSink sink;
  private final Clock clock;
  private final Guests guests;
  private final Map<LocalAddress, Running> stations = new HashMap<>();
  private final BlockingQueue<Entry> heard = new ArrayBlockingQueue<>(MAX_WAITING);
  private final AtomicBoolean changed = new AtomicBoolean();
  private final Thread thread = new Thread(this::run, "weft-mdns");
  private final Set<String> failing = new HashSet<>();
  private final List<Thread> closing = new ArrayList<>();
  private volatile boolean closed;

  private static final class Running {
    final Station station;
    int missed;
    boolean flooded;

    Running(Station station) {
      this.station = station;
    }
  }

  private Neighbourhood(
      MdnsDiscovery.Settings settings, int mostRecords, Self self, SightingSink sink, Clock clock) {
    this.settings = settings;
    this.mostRecords = mostRecords;
    this.clock = clock;
    this.self = self;
    this.sink = sink;
    this.guests = new Guests(self, sink, settings.queryPeriod());
    thread.setDaemon(true);
  }

  /**
   * @param mostRecords that a station may remember
   */
  static Neighbourhood start(
      MdnsDiscovery.Settings settings, int mostRecords, Self self, SightingSink sink) {
    Neighbourhood neighbourhood =
        new Neighbourhood(settings, mostRecords, self, sink, Clock.systemUTC());
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
    long nextMemory = nextLook;
    Questions questions = new Questions(settings.queryPeriod(), nextLook);
    try {
      while (!closed) {
        long now = System.nanoTime();
        if (now - nextLook >= 0) {
          lookAtInterfaces();
          guests.renew(List.copyOf(stations.keySet()), now);
          nextLook = now + INTERFACE_PERIOD.toNanos();
          tellNextLook(questions.nextNanos(guests.nodes()) - now);
        }
        if (now - nextMemory >= 0) {
          boundMemory();
          nextMemory = now + MEMORY_PERIOD.toNanos();
        }
        if (now - questions.nextNanos(guests.nodes()) >= 0) {
          stations.values().forEach(running -> running.station.ask());
          questions.asked(now);
        }
        if (changed.getAndSet(false)) {
          refreshAll();
        }
        long wait = Math.min(nextLook, nextMemory) - System.nanoTime();
        Entry entry = closed ? null : heard.poll(Math.max(0, wait), TimeUnit.NANOSECONDS);
        if (entry != null && !closed && !entry.name().isEmpty()) {
          guests.heard(entry, List.copyOf(stations.keySet()), System.nanoTime());
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("mDNS discovery was interrupted");
    } finally {
      close(List.copyOf(stations.keySet()));
      awaitClosed();
    }
  }

  private void tellNextLook(long inNanos) {
    sink.nextLook(clock.instant().plusNanos(Math.max(0, inNanos)));
  }

  private void boundMemory() {
    stations.forEach(
        (on, running) -> {
          int records = running.station.records();
          if (records > mostRecords) {
            running.station.forget();
            guests.doubt();
            sink.failed(
                on.name(),
                records
                    + " mDNS records were heard on "
                    + on.name()
                    + " (limit "
                    + mostRecords
                    + "): they are forgotten, and nodes are asked anew; look for who announces so"
                    + " many");
            running.flooded = true;
          } else if (running.flooded && records < mostRecords / 2) {
            running.flooded = false;
            sink.recovered(on.name());
          }
        });
  }

  private void lookAtInterfaces() {
    List<LocalAddress> found = LocalAddress.choose(self.bindAddress());
    List<LocalAddress> over = new ArrayList<>();
    stations.forEach(
        (on, running) -> {
          if (!found.contains(on) || hasFallenSilent(on, running)) {
            over.add(on);
          }
        });
    close(over);
    for (String name : List.copyOf(failing)) {
      if (found.stream().noneMatch(on -> on.name().equals(name))) {
        works(name); // it has gone, and its trouble with it
      }
    }
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
      works(on.name());
    } catch (IOException e) {
      failing.add(on.name());
      sink.failed(
          on.name(),
          "mDNS does not work on "
              + on.name()
              + " ("
              + e.getMessage()
              + "): nodes there are found by other sources only");
    }
  }

  private void works(String name) {
    if (failing.remove(name)) {
      sink.recovered(name);
    }
  }

  private boolean hasFallenSilent(LocalAddress on, Running running) {
    if (running.station.hearsItself()) {
      running.missed = 0;
    } else if (++running.missed >= MAX_MISSED) {
      failing.add(on.name());
      sink.failed(on.name(), "mDNS fell silent on " + on.name() + ": it is started again");
      return true;
    }
    return false;
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
      lookAtInterfaces();
    }
  }

  /** Each takes seconds: nobody waits for them meanwhile. */
  private void close(List<LocalAddress> those) {
    closing.removeIf(thread -> !thread.isAlive());
    for (LocalAddress on : those) {
      Running running = stations.remove(on);
      if (running != null) {
        Thread closer = new Thread(running.station::close, "weft-mdns-close-" + on.name());
        closer.setDaemon(true);
        closer.start();
        closing.add(closer);
      }
    }
  }

  private void awaitClosed() {
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
