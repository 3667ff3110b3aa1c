package io.weft.discovery.dns;

import static io.weft.testkit.Eventually.until;

import io.weft.discovery.Sighting;
import io.weft.testkit.FixedSelf;
import io.weft.testkit.RecordingSink;
import io.weft.testkit.TestNetwork;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A name server, the zone that it has at first, and what the plug-in of ann reports of it. */
final class DnsUnderTest implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(20);
  static final String WHERE = "_weft._tcp.example.test@";

  private final TestNetwork network = new TestNetwork("blue");
  private final FixedSelf ann = network.node("ann");
  final FixedSelf bob = network.node("bob");
  final RecordingSink sink = network.sink();
  final Zone zone = new Zone();
  final List<AutoCloseable> opened = new ArrayList<>();
  DnsServer server;

  void open() throws IOException {
    server = new DnsServer(zone);
    opened.add(server);
  }

  @Override
  public void close() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  void start(NameServer... servers) {
    start(Duration.ofMillis(500), servers);
  }

  void start(Duration timeout, NameServer... servers) {
    DnsDiscovery plugin =
        new DnsDiscovery(
            new Settings(
                List.of(Zone.DOMAIN),
                List.of(servers),
                timeout,
                Duration.ofMillis(100),
                Duration.ofHours(1)),
            Clock.systemUTC());
    opened.add(plugin);
    plugin.start(ann, sink);
  }

  List<URI> addresses() {
    return sink.sightings().stream()
        .filter(Sighting.Address.class::isInstance)
        .map(each -> ((Sighting.Address) each).address())
        .toList();
  }

  String place() {
    return WHERE + server.at();
  }

  void untilFailed(String reason) {
    until(
        "it is said: " + reason,
        PATIENCE,
        () -> sink.troubles().getOrDefault(place(), "").contains(reason));
  }

  static URI tcp(String host, int port) {
    return URI.create("tcp://" + host + ".example.test:" + port);
  }
}
