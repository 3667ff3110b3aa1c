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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The services of our type that were heard of, and what is reported of them. Used by one thread.
 */
final class Guests {

  /** Services remembered: some 2 KiB each. */
  static final int MAX = 2000;

  private static final int MAX_PORT = 65535;

  private final Self self;
  private final SightingSink sink;
  private final Duration queryPeriod;
  private final Map<String, Known> known = new HashMap<>();

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
    Known before = known.get(entry.name());
    boolean isOld =
        before != null
            && Arrays.equals(before.text, entry.text())
            && nowNanos - before.reportedNanos < queryPeriod.toNanos() / 2;
    if (isOld || (before == null && known.size() >= MAX)) {
      return;
    }
    Text text = Text.parse(entry.text()).orElse(null);
    if (text == null || text.node().equals(self.record().id())) {
      return;
    }
    Optional<LocalAddress> station = heardOn(entry, stations);
    if (station.isEmpty() && self.bindAddress().isPresent()) {
      return;
    }
    @Nullable NodeId admitted = report(text, entry, station);
    known.put(entry.name(), new Known(entry.text(), nowNanos, admitted));
  }

  /** How many are remembered. */
  int size() {
    return known.size();
  }

  private @Nullable NodeId report(Text text, Entry entry, Optional<LocalAddress> station) {
    Optional<String> name = station.map(LocalAddress::name);
    Duration validFor = queryPeriod.multipliedBy(2);
    if (text.signedRecord().length > 0) {
      return sink.seen(new Sighting.Signed(text.signedRecord(), name), validFor)
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
    sink.seen(new Sighting.Address(address, Optional.of(text.node()), name), validFor);
    return text.node();
  }

  /** A node is announced once for each of its interfaces: it has gone with the last of them. */
  private void forget(String name) {
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

  /**
   * What was last reported.
   *
   * @param node who was admitted, or is said to be there; null if nobody was
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record Known(byte[] text, long reportedNanos, @Nullable NodeId node) {}
}
