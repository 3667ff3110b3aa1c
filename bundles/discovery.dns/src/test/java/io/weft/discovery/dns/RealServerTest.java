package io.weft.discovery.dns;

import static io.weft.testkit.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.weft.discovery.Sighting;
import io.weft.testkit.FixedSelf;
import io.weft.testkit.RecordingSink;
import io.weft.testkit.TestNetwork;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a name server that somebody else has written. */
class RealServerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;
  private final TestNetwork network = new TestNetwork("blue");
  private final FixedSelf ann = network.node("ann");
  private final FixedSelf bob = network.node("bob").change(r -> r, 1500);
  private final RecordingSink sink = network.sink();

  private List<URI> addresses() {
    return sink.sightings().stream()
        .filter(Sighting.Address.class::isInstance)
        .map(each -> ((Sighting.Address) each).address())
        .toList();
  }

  @Test
  void dnsmasqTellsOfServicesAndRecords() throws Exception {
    assumeTrue(
        Dnsmasq.program().isPresent(),
        "dnsmasq is not installed (Debian's package dnsmasq-base): not tested with a real server");
    List<String> lines =
        List.of(
            "srv-host=_weft._tcp.example.test,bob.example.test,7001,1",
            "srv-host=_weft._tcp.example.test,cyd.example.test,7002,2",
            "host-record=bob.example.test,192.0.2.7",
            "txt-record=bob._weft._tcp.example.test,"
                + String.join(",", Zone.strings(bob.signedRecord())));
    try (Dnsmasq server = Dnsmasq.start(folder, lines)) {
      DnsDiscovery plugin =
          new DnsDiscovery(
              new Settings(
                  List.of(Zone.DOMAIN),
                  List.of(server.at()),
                  Duration.ofSeconds(2),
                  Duration.ofMillis(200),
                  Duration.ofHours(1)),
              Clock.systemUTC());
      try {
        plugin.start(ann, sink);
        until("bob is seen", PATIENCE, () -> sink.sees(bob) && addresses().size() >= 3);
        assertThat(addresses().subList(0, 3))
            .containsExactly(
                URI.create("tcp://bob.example.test:7001"),
                URI.create("tcp://192.0.2.7:7001"),
                URI.create("tcp://cyd.example.test:7002"));
      } finally {
        plugin.close();
      }
    }
  }
}
