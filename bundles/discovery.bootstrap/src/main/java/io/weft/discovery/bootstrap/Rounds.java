package io.weft.discovery.bootstrap;

import io.weft.discovery.Self;
import io.weft.discovery.Sighting;
import io.weft.discovery.SightingSink;
import io.weft.peer.Peers;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From start to close: one thread that reports the known addresses, decides whom to ask, and takes
 * answers in. Others only put something into its queue.
 */
final class Rounds implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BootstrapDiscovery.class);

  /** Where troubles with known addresses are. */
  static final String ADDRESSES = "known addresses";

  /** The longest wait: whether there is company enough is asked, nobody tells. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** How long an address is to be believed: it is reported again as long as it is needed. */
  private static final Duration ADDRESS_GOOD_FOR = Duration.ofMinutes(10);

  /** For the thread to end; it waits for nothing but its queue. */
  private static final Duration JOIN = Duration.ofSeconds(3);

  private final Settings settings;
  private final Supplier<List<URI>> introducers;
  private final Offer offer;
  private final Self self;
  private final SightingSink sink;
  private final Vicinity vicinity;
  private final Clock clock;
  private final Learned learned = new Learned();
  private final Conduct conduct = new Conduct();
  private final News news;
  private final PeersHandler handler;
  private final Asking asking;
  private final Schedule schedule;
  private final Knocking knocking;
  private final Circle circle = new Circle(this::wakeUp);
  private final LinkedBlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
  private final Thread thread = new Thread(this::run, "weft-bootstrap");
  private Offer.@Nullable Withdrawal offered;
  private @Nullable Peers watched;
  private Peers.@Nullable Watch watch;
  private Instant saidNext = Instant.MIN;
  private boolean complained;
  private volatile boolean closed;

  Rounds(
      Settings settings,
      Supplier<List<URI>> introducers,
      Offer offer,
      Self self,
      SightingSink sink,
      Vicinity vicinity,
      Clock clock,
      RandomGenerator random) {
    this.settings = settings;
    this.introducers = introducers;
    this.offer = offer;
    this.self = self;
    this.sink = sink;
    this.vicinity = vicinity;
    this.clock = clock;
    this.knocking = new Knocking(settings.pace().alone());
    this.news = new News(self, sink, learned, conduct, clock, random);
    this.handler = new PeersHandler(vicinity, learned, settings.pace(), clock, random);
    this.asking = new Asking(news, inbox::add);
    this.schedule =
        new Schedule(
            settings.pace(),
            clock.instant(),
            random,
            peer ->
                !conduct.shuns(peer, clock.instant())
                    && asking.offeredBy(peer, vicinity.services()));
    thread.setDaemon(true);
  }

  void start() {
    if (settings.exchange()) {
      offered = offer.make(handler);
    }
    thread.start();
  }

  @Override
  public void close() {
    closed = true;
    if (offered != null) {
      offered.close();
    }
    asking.close();
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
    try {
      while (!closed) {
        Instant now = clock.instant();
        Optional<Vicinity.Services> services = vicinity.services();
        follow(services);
        knock(now);
        if (settings.exchange()) {
          services.ifPresent(there -> ask(there, now));
        }
        sayNext();
        take(wait(clock.instant()));
      }
    } catch (InterruptedException e) {
      LOG.debug("no more rounds: interrupted");
    } finally {
      endWatch();
    }
  }

  /** Answers, and whatever else wakes the thread up. */
  private void take(Duration wait) throws InterruptedException {
    Runnable next = inbox.poll(Math.max(0, wait.toNanos()), TimeUnit.NANOSECONDS);
    while (next != null && !closed) {
      next.run();
      next = inbox.poll();
    }
  }

  private Duration wait(Instant now) {
    Instant next = knocking.next();
    if (settings.exchange() && schedule.next().isBefore(next)) {
      next = schedule.next();
    }
    Duration wait = Duration.between(now, next);
    return wait.compareTo(LOOK) > 0 ? LOOK : wait;
  }

  /** The peers of the node that is there now; the node's bundle may be swapped. */
  private void follow(Optional<Vicinity.Services> services) {
    Peers now = services.map(Vicinity.Services::peers).orElse(null);
    if (now != watched) {
      endWatch();
      watched = now;
      watch = now == null ? null : now.watch(circle);
    }
  }

  private void endWatch() {
    if (watch != null) {
      watch.close();
      watch = null;
    }
    watched = null;
    circle.clear();
  }

  private void knock(Instant now) {
    boolean alone = circle.present().isEmpty();
    if (!alone && complained) {
      complained = false;
      sink.recovered(ADDRESSES);
    }
    if (!knocking.due(now, alone, self.wantsPeers())) {
      return;
    }
    Set<URI> known = new LinkedHashSet<>(settings.addresses());
    known.addAll(introducers.get());
    known.removeAll(self.record().addresses());
    for (URI address : circle.without(new ArrayList<>(known))) {
      sink.seen(
          new Sighting.Address(
              address, Optional.empty(), Optional.empty(), Optional.of(address.toString())),
          ADDRESS_GOOD_FOR);
    }
    if (alone && knocking.inVain() && !known.isEmpty()) {
      complained = true;
      sink.failed(
          ADDRESSES,
          "nobody is linked with this node, and nobody of its network answers at "
              + known
              + ": look whether a node runs there and can be reached; asking again each second");
    }
  }

  private void ask(Vicinity.Services services, Instant now) {
    schedule.seat(circle.present(), now);
    schedule
        .due(now, self.wantsPeers())
        .forEach(peer -> asking.ask(peer, services, schedule, clock, self::wantsPeers));
  }

  private void sayNext() {
    boolean addresses = !settings.addresses().isEmpty() || !introducers.get().isEmpty();
    boolean peers = settings.exchange() && !circle.present().isEmpty();
    Instant next = addresses ? knocking.next() : Instant.MAX;
    if (peers && schedule.next().isBefore(next)) {
      next = schedule.next();
    }
    if (!next.equals(Instant.MAX) && !next.equals(saidNext)) {
      saidNext = next;
      sink.nextLook(next);
    }
  }

  private void wakeUp() {
    if (inbox.isEmpty()) {
      inbox.add(() -> {});
    }
  }
}
