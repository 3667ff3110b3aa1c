package io.weft.discovery.mdns;

import static io.weft.testkit.Eventually.until;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.discovery.Sighting;
import io.weft.node.NodeRecord;
import io.weft.testkit.FixedSelf;
import io.weft.testkit.RecordingSink;
import io.weft.testkit.TestNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.jmdns.JmDNS;
import javax.jmdns.ServiceInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MdnsDiscoveryTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Lan lan = new Lan();
  private final TestNetwork network = new TestNetwork("blue");
  private final FixedSelf ann = network.node("ann");
  private final FixedSelf bob = network.node("bob");
  private final RecordingSink annSees = network.sink();
  private final List<MdnsDiscovery> started = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    started.parallelStream().forEach(MdnsDiscovery::close);
    lan.close();
  }

  @Test
  void newcomerSeesWhoIsThereWithinTwoSeconds() throws IOException {
    start(bob, network.sink());
    try (JmDNS other = browser()) {
      until("bob is announced", PATIENCE, () -> other.list(lan.type(), 1).length == 1);
      start(ann, annSees);
      until("bob is seen", Duration.ofSeconds(2), () -> annSees.sees(bob));
    }
  }

  @Test
  void anyBrowserSeesTheNodeAndItsPort() throws IOException {
    start(ann, annSees);
    try (JmDNS other = browser()) {
      until("ann is announced", PATIENCE, () -> resolved(other).isPresent());
      ServiceInfo info = resolved(other).orElseThrow();
      assertThat(info.getPort()).isEqualTo(7001);
      assertThat(info.getPropertyString("node_id")).isEqualTo(ann.id().text());
      assertThat(info.getPropertyString("version")).isEqualTo("1");
      assertThat(info.getInetAddresses())
          .containsExactly(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    }
  }

  /** A service is listed as soon as its name is heard: its text may come with a later packet. */
  private Optional<ServiceInfo> resolved(JmDNS browser) {
    return Arrays.stream(browser.list(lan.type(), 1))
        .filter(info -> info.getPropertyString("node_id") != null)
        .findFirst();
  }

  @Test
  void largestTextThatIsSentArrives() throws IOException {
    int bytes = 1000;
    while (Text.of(bob.change(r -> r, bytes + 1)).length > bytes) {
      bytes++;
    }
    bob.change(r -> r, bytes);
    start(ann, annSees);
    start(bob, network.sink());
    until("bob is seen", PATIENCE, () -> annSees.sees(bob));
    assertThat(Text.of(bob)).hasSizeBetween(Text.MAX_SENT_BYTES - 10, Text.MAX_SENT_BYTES);
  }

  @Test
  void nodeOfAnotherProgramIsReportedAsAnAddress() throws IOException {
    start(ann, annSees);
    String text = "\tversion=1\u000cnetwork=blue<node_id=" + bob.id();
    lan.announce("a tool", 9009, text.getBytes(ISO_8859_1));
    until("the tool is seen", PATIENCE, () -> !annSees.sightings().isEmpty());
    assertThat(annSees.sightings())
        .contains(
            new Sighting.Address(
                URI.create("tcp://127.0.0.1:9009"),
                Optional.of(bob.id()),
                annSees.sightings().get(0).heardOn(),
                Optional.of("127.0.0.1")));
  }

  @Test
  void nodeThatListensLaterIsAnnouncedLater() throws IOException {
    List<URI> addresses = bob.record().addresses();
    bob.change(r -> withAddresses(r, List.of()));
    MdnsDiscovery ofBob = start(bob, network.sink());
    start(ann, annSees);
    bob.change(r -> withAddresses(r, addresses));
    ofBob.refresh();
    until("bob is seen", PATIENCE, () -> annSees.sees(bob));
  }

  @Test
  void settingsThatCannotWorkAreRefusedByName() {
    assertThatThrownBy(() -> new MdnsDiscovery.Settings("weft", Duration.ofSeconds(30)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("service_type of io.weft.discovery.mdns is weft");
    assertThatThrownBy(() -> new MdnsDiscovery.Settings("_weft._tcp.local", Duration.ofSeconds(4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("query_period_s of io.weft.discovery.mdns is 4 (5 to 3600");
    assertThat(new MdnsDiscovery.Settings("_Weft._tcp.local", Duration.ofSeconds(5)).serviceType())
        .isEqualTo("_weft._tcp.local.");
  }

  private static NodeRecord withAddresses(NodeRecord r, List<URI> addresses) {
    return new NodeRecord(
        r.id(),
        r.publicKey(),
        r.name(),
        r.network(),
        r.roles(),
        Map.of(),
        r.services(),
        addresses,
        r.sequence(),
        r.expires());
  }

  private MdnsDiscovery start(FixedSelf self, RecordingSink sink) {
    MdnsDiscovery provider = lan.provider(self);
    started.add(provider);
    provider.start(self, sink);
    return provider;
  }

  private static JmDNS browser() throws IOException {
    return JmDNS.create(InetAddress.getByAddress("browser", new byte[] {127, 0, 0, 1}), "browser");
  }
}
