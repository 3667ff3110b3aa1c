package io.weft.discovery.dns;

import io.weft.discovery.Self;
import io.weft.discovery.Sighting;
import io.weft.discovery.SightingSink;
import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Looks at one domain again and again, and reports what it lists. Used by one thread. */
final class Watch {

  /**
   * What was found is reported again after this, without asking: a record is believed for ten
   * minutes, an address for two.
   */
  private static final Duration REPORT = Duration.ofSeconds(90);

  /** The same for addresses while there is too little company. */
  private static final Duration KNOCK = Duration.ofSeconds(30);

  private static final Duration GOOD_FOR = Duration.ofMinutes(10);

  /** Pauses after failures: doubled each time, ± 20 %. */
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  private final Domain domain;
  private final Settings settings;
  private final Supplier<List<NameServer>> servers;
  private final Self self;
  private final SightingSink sink;
  private final Clock clock;
  private final RandomGenerator random;
  private final Set<String> troubled = new HashSet<>();
  private Set<NodeId> listed = Set.of();
  private @Nullable Listing listing;
  private String from = "";
  private Instant nextLook = Instant.MIN;
  private Instant nextReport = Instant.MAX;
  private int failures;

  Watch(
      Domain domain,
      Settings settings,
      Supplier<List<NameServer>> servers,
      Self self,
      SightingSink sink,
      Clock clock,
      RandomGenerator random) {
    this.domain = domain;
    this.settings = settings;
    this.servers = servers;
    this.self = self;
    this.sink = sink;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Does what is due; may block for as long as all servers take.
   *
   * @param looksAgain told when the domain is looked up again
   * @return how long nothing is due
   */
  Duration turn(Consumer<Instant> looksAgain) {
    Instant now = clock.instant();
    if (!now.isBefore(nextLook)) {
      look(now);
      looksAgain.accept(nextLook);
    }
    if (!now.isBefore(nextReport)) {
      report();
    }
    if (self.wantsPeers() && nextReport.isAfter(now.plus(KNOCK)) && listing != null) {
      nextReport = now.plus(KNOCK);
    }
    if (!nextLook.isAfter(now)) {
      return Duration.ZERO;
    }
    Duration wait = Duration.between(now, nextLook.isBefore(nextReport) ? nextLook : nextReport);
    return wait.compareTo(KNOCK) < 0 ? wait : KNOCK;
  }

  private void look(Instant now) {
    Duration again = Duration.ZERO;
    for (NameServer each : servers.get()) {
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
      String place = Domain.text(domain.service()) + '@' + each;
      try {
        Listing found = domain.look(new Server(each, settings.timeout(), self.bindAddress()));
        from = '@' + each.toString();
        listing = found;
        failures = 0;
        nextLook = now.plus(bounded(found.ttl()));
        if (found.complaints().isEmpty()) {
          recovered(place);
        } else {
          failed(place, String.join("; ", found.complaints()));
        }
        report();
        return;
      } catch (LookupException e) {
        failed(place, e.getMessage());
        if (!e.again().isZero()) {
          again = e.again(); // that there is nothing is an answer too
          break;
        }
      }
    }
    if (servers.get().isEmpty()) {
      failed(
          Domain.text(domain.service()),
          "the system names no name server: set servers of io.weft.discovery.dns");
    }
    if (again.isZero()) {
      failures++;
      nextLook = now.plus(pause());
    } else {
      failures = 0;
      listing = new Listing(List.of(), again, List.of());
      report();
      nextLook = now.plus(bounded(again));
    }
  }

  /** What was found the last time, whether or not it could be looked up since. */
  private void report() {
    Listing known = listing;
    if (known == null) {
      return;
    }
    Set<NodeId> present = new HashSet<>();
    for (Listed each : known.nodes()) {
      report(each, present);
    }
    listed.stream().filter(each -> !present.contains(each)).forEach(sink::gone);
    listed = present;
    nextReport = clock.instant().plus(REPORT);
  }

  private void report(Listed node, Set<NodeId> present) {
    if (isThisNode(node)) {
      return;
    }
    Optional<String> place = Optional.of(node.place() + from);
    Optional<NodeId> who = node.node();
    if (node.signed().length > 0) {
      who =
          sink.seen(new Sighting.Signed(node.signed(), Optional.empty(), place), GOOD_FOR)
              .map(NodeRecord::id);
      if (who.isEmpty() || who.get().equals(self.record().id())) {
        return; // of another network, or forged: nobody would be admitted there
      }
      present.add(who.get());
    }
    for (URI address : node.addresses()) {
      sink.seen(new Sighting.Address(address, who, Optional.empty(), place), GOOD_FOR);
    }
  }

  private boolean isThisNode(Listed node) {
    return node.node().filter(self.record().id()::equals).isPresent()
        || Arrays.equals(node.signed(), self.signedRecord())
        || node.addresses().stream().anyMatch(self.record().addresses()::contains);
  }

  private Duration bounded(Duration ttl) {
    if (ttl.compareTo(settings.minRefresh()) < 0) {
      return settings.minRefresh();
    }
    return ttl.compareTo(settings.maxRefresh()) > 0 ? settings.maxRefresh() : ttl;
  }

  private Duration pause() {
    long shortest = settings.minRefresh().toMillis();
    long millis = Math.min(LONGEST_PAUSE.toMillis(), shortest << Math.min(failures - 1, 12));
    return Duration.ofMillis((long) (millis * (0.8 + 0.4 * random.nextDouble())));
  }

  private void failed(String place, @Nullable String reason) {
    troubled.add(place);
    sink.failed(place, String.valueOf(reason));
  }

  private void recovered(String place) {
    if (troubled.remove(place)) {
      sink.recovered(place);
    }
  }
}
