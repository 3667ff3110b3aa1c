package io.weft.discovery.mdns;

import io.weft.discovery.Self;
import io.weft.discovery.Sighting;
import io.weft.discovery.SightingSink;
import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The services of our type that were heard of, and what is reported of them: each again while JmDNS
 * has not told that it has gone. Used by one thread.
 */
final class Guests {

  /** Services remembered whose node was admitted, or is said to be there: some 2 KiB each. */
  static final int MAX = 2000;

  /**
   * Services remembered that are of no node of ours: so that they are not looked at again and
   * again. The oldest gives way, so that they crowd out nobody.
   */
  static final int MAX_STRANGERS = 500;

  /** Strangers that are told in one period: anybody can make up services. */
  private static final int COMPLAINTS = 3;

  /** An empty TXT record is one empty string (RFC 6763, section 6.1). */
  private static final int NO_TEXT_BYTES = 1;

  private static final int MAX_PORT = 65535;

  private final Self self;
  private final SightingSink sink;
  private final Duration queryPeriod;
  private final Map<String, Known> known = new LinkedHashMap<>();
  private final Map<String, Known> strangers =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
          return size() > MAX_STRANGERS;
        }
      };

  /** Strangers that were told, and when; taken back after a period. */
  private final Map<String, Long> complaints = new LinkedHashMap<>();

  /**
   * What was last reported.
   *
   * @param node who was admitted, or is said to be there; null if nobody was
   */
  private record Known(Entry entry, long reportedNanos, @Nullable NodeId node) {}

  /**
   * @param queryPeriod what was heard is believed for two of them
   */
  Guests(Self self, SightingSink sink, Duration queryPeriod) {
    this.self = self;
    this.sink = sink;
    this.queryPeriod = queryPeriod;
  }

  /**
   * A service was heard of, or has gone.
   *
   * @param stations the interfaces in use
   */
  void heard(Entry entry, List<LocalAddress> stations, long nowNanos) {
    if (entry.isGone()) {
      forget(entry.name());
      return;
    }
    if (entry.text().length <= NO_TEXT_BYTES) {
      return; // JmDNS often tells of a service before it has its text
    }
    Known before = known.getOrDefault(entry.name(), strangers.get(entry.name()));
    if (before != null
        && Arrays.equals(before.entry.text(), entry.text())
        && !isOld(before, nowNanos)) {
      return;
    }
    Text text = Text.parse(entry.text()).orElse(null);
    if (text == null) {
      stranger(
          entry, nowNanos, "its TXT record of " + entry.text().length + " bytes is of no node");
      return;
    }
    if (text.node().equals(self.record().id()) && !isCopy(text)) {
      return;
    }
    Optional<LocalAddress> station = heardOn(entry, stations);
    if (station.isEmpty() && self.bindAddress().isPresent()) {
      return;
    }
    @Nullable NodeId node = report(text, entry, station);
    if (node == null) {
      known.remove(entry.name());
      strangers.put(entry.name(), new Known(entry, nowNanos, null));
    } else if (known.size() < MAX || known.containsKey(entry.name())) {
      strangers.remove(entry.name());
      known.put(entry.name(), new Known(entry, nowNanos, node));
    }
  }

  /** Reports again what has not gone since. */
  void renew(List<LocalAddress> stations, long nowNanos) {
    review(nowNanos);
    for (Known each : List.copyOf(known.values())) {
      if (isOld(each, nowNanos)) {
        heard(each.entry, stations, nowNanos);
      }
    }
  }

  /**
   * JmDNS has forgotten everything, and will not tell what goes: what it does not hear again is not
   * reported again.
   */
  void doubt() {
    known.clear();
    strangers.clear();
  }

  /** How many are remembered, of all kinds. */
  int size() {
    return known.size() + strangers.size();
  }

  /** How many nodes there are. */
  int nodes() {
    return known.size();
  }

  private boolean isOld(Known each, long nowNanos) {
    return nowNanos - each.reportedNanos >= queryPeriod.toNanos() / 2;
  }

  /** A record of our own that is not our present one: the node can tell whether it is a copy's. */
  private boolean isCopy(Text text) {
    return text.signedRecord().length > 0
        && !Arrays.equals(text.signedRecord(), self.signedRecord());
  }

  private void stranger(Entry entry, long nowNanos, String why) {
    strangers.put(entry.name(), new Known(entry, nowNanos, null));
    if (complaints.size() < COMPLAINTS) {
      complaints.put(entry.name(), nowNanos);
      sink.failed(entry.name(), why);
    }
  }

  private void review(long nowNanos) {
    complaints
        .entrySet()
        .removeIf(
            each -> {
              boolean over = nowNanos - each.getValue() >= queryPeriod.toNanos();
              if (over) {
                sink.recovered(each.getKey());
              }
              return over;
            });
  }

  private @Nullable NodeId report(Text text, Entry entry, Optional<LocalAddress> station) {
    Optional<String> name = station.map(LocalAddress::name);
    Optional<String> place = Optional.of(place(entry));
    Duration validFor = queryPeriod.multipliedBy(2);
    if (text.signedRecord().length > 0) {
      return sink.seen(new Sighting.Signed(text.signedRecord(), name, place), validFor)
          .map(NodeRecord::id)
          .orElse(null);
    }
    if (!text.network().equals(self.record().network())) {
      return null;
    }
    URI address = address(entry, station).orElse(null);
    if (address == null) {
      return null;
    }
    sink.seen(new Sighting.Address(address, Optional.of(text.node()), name, place), validFor);
    return text.node();
  }

  /** Its first address, or its name if it has none. */
  private static String place(Entry entry) {
    return entry.addresses().isEmpty() ? entry.name() : entry.addresses().get(0).getHostAddress();
  }

  /** A node is announced once for each of its interfaces: it has gone with the last of them. */
  private void forget(String name) {
    strangers.remove(name);
    Known was = known.remove(name);
    if (was != null
        && was.node != null
        && known.values().stream().noneMatch(other -> was.node.equals(other.node))) {
      sink.gone(was.node);
    }
  }

  /** By the addresses that it has: JmDNS does not tell where a message came in. */
  private static Optional<LocalAddress> heardOn(Entry entry, List<LocalAddress> stations) {
    return stations.stream()
        .filter(station -> entry.addresses().stream().anyMatch(station::reaches))
        .findFirst();
  }

  private static Optional<URI> address(Entry entry, Optional<LocalAddress> station) {
    if (entry.port() < 1 || entry.port() > MAX_PORT) {
      return Optional.empty();
    }
    return entry.addresses().stream()
        .filter(address -> station.isEmpty() || station.get().reaches(address))
        .findFirst()
        .map(address -> URI.create("tcp://" + host(address) + ':' + entry.port()));
  }

  private static String host(InetAddress address) {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    String digits = zone < 0 ? text : text.substring(0, zone);
    return address instanceof Inet6Address ? '[' + digits + ']' : digits;
  }
}
