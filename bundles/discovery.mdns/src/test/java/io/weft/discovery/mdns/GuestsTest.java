package io.weft.discovery.mdns;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.weft.discovery.Sighting;
import io.weft.node.NodeId;
import io.weft.testkit.FixedSelf;
import io.weft.testkit.ManualClock;
import io.weft.testkit.RecordingSink;
import io.weft.testkit.TestNetwork;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GuestsTest {

  private static final Duration PERIOD = Duration.ofSeconds(30);
  private static final List<LocalAddress> STATIONS =
      List.of(
          new LocalAddress("eth0", false, ip("10.1.2.3"), 24),
          new LocalAddress("wlan0", false, ip("192.168.1.7"), 16));

  private final ManualClock clock = new ManualClock();
  private final TestNetwork network = new TestNetwork("blue");
  private final FixedSelf ann = network.node("ann").bindAddress(Optional.empty());
  private final FixedSelf bob = network.node("bob");
  private final RecordingSink sink = network.sink();
  private final Guests guests = new Guests(ann, sink, PERIOD);

  @Test
  void signedRecordIsReportedWithItsInterfaceForTwoPeriods() {
    heard(entry("bob", Text.of(bob), "192.168.9.9"));
    assertThat(sink.sees(bob)).isTrue();
    assertThat(sink.sightings().get(0).heardOn()).contains("wlan0");
    assertThat(sink.validities()).containsExactly(PERIOD.multipliedBy(2));
  }

  @Test
  void sameTextIsReportedAgainAfterHalfAPeriodOnly() {
    heard(entry("bob", Text.of(bob), "10.1.2.9"));
    heard(entry("bob", Text.of(bob), "10.1.2.9"));
    assertThat(sink.sightings()).hasSize(1);
    clock.advance(PERIOD.dividedBy(2));
    heard(entry("bob", Text.of(bob), "10.1.2.9"));
    assertThat(sink.sightings()).hasSize(2);
  }

  @Test
  void newTextIsReportedAtOnce() {
    heard(entry("bob", Text.of(bob), "10.1.2.9"));
    heard(entry("bob", Text.of(bob.roles("gpu")), "10.1.2.9"));
    assertThat(sink.seesNewestOf(bob)).isTrue();
  }

  @Test
  void nodeHasGoneWithItsLastService() {
    heard(entry("bob 1", Text.of(bob), "10.1.2.9"));
    heard(entry("bob 2", Text.of(bob), "192.168.9.9"));
    heard(Entry.gone("BOB 1"));
    assertThat(sink.sees(bob)).isTrue();
    heard(Entry.gone("bob 2"));
    assertThat(sink.goneIs(bob)).isTrue();
  }

  @Test
  void strangersGoodbyeIsNotReported() {
    FixedSelf stranger = new TestNetwork("red").node("stranger");
    heard(entry("stranger", Text.of(stranger), "10.1.2.9"));
    heard(Entry.gone("stranger"));
    assertThat(sink.rejected()).isEqualTo(1);
    assertThat(sink.reports()).isEqualTo(1);
  }

  @Test
  void ownServiceIsNotReported() {
    heard(entry("ann", Text.of(ann), "10.1.2.3"));
    assertThat(sink.reports()).isZero();
  }

  @Test
  void serviceOfAnotherProgramIsReportedAsAnAddressIfItIsOfOurNetwork() {
    heard(entry("tool", text("blue", bob.id()), "192.168.9.9", "10.1.2.9"));
    assertThat(sink.sightings())
        .containsExactly(
            new Sighting.Address(
                URI.create("tcp://10.1.2.9:7001"),
                Optional.of(bob.id()),
                Optional.of("eth0"),
                Optional.of("192.168.9.9")));
  }

  @Test
  void serviceOfAnotherProgramAndNetworkIsDropped() {
    heard(entry("tool", text("red", bob.id()), "10.1.2.9"));
    assertThat(sink.reports()).isZero();
  }

  @Test
  void addressOfIpv6IsWrittenInBrackets() {
    heard(entry("tool", text("blue", bob.id()), "2001:db8::9"));
    assertThat(sink.sightings())
        .containsExactly(
            new Sighting.Address(
                URI.create("tcp://[2001:db8:0:0:0:0:0:9]:7001"),
                Optional.of(bob.id()),
                Optional.empty(),
                Optional.of("2001:db8:0:0:0:0:0:9")));
  }

  @Test
  void boundNodeHearsOfItsInterfaceOnly() {
    ann.bindAddress(Optional.of(ip("10.1.2.3")));
    heard(entry("bob", Text.of(bob), "172.16.0.1"));
    assertThat(sink.reports()).isZero();
  }

  @Test
  void remembersNoMoreThanItMay() {
    for (int i = 0; i < Guests.MAX + 500; i++) {
      heard(entry("tool " + i, text("blue", bob.id()), "10.1.2.9"));
    }
    assertThat(guests.size()).isEqualTo(Guests.MAX);
  }

  @Test
  void whatHasNotGoneIsReportedAgain() {
    heard(entry("bob", Text.of(bob), "10.1.2.9"));
    clock.advance(PERIOD.dividedBy(2));
    guests.renew(STATIONS, clock.getAsLong());
    guests.renew(STATIONS, clock.getAsLong());
    assertThat(sink.sightings()).hasSize(2);
    heard(Entry.gone("bob"));
    clock.advance(PERIOD);
    guests.renew(STATIONS, clock.getAsLong());
    assertThat(sink.sightings()).hasSize(2);
  }

  @Test
  void whatIsInDoubtIsNotReportedAgainUntilItIsHeard() {
    heard(entry("bob", Text.of(bob), "10.1.2.9"));
    guests.doubt();
    clock.advance(PERIOD);
    guests.renew(STATIONS, clock.getAsLong());
    assertThat(sink.sightings()).hasSize(1);
    heard(entry("bob", Text.of(bob), "10.1.2.9"));
    assertThat(sink.sightings()).hasSize(2);
  }

  @Test
  void strangersCrowdOutNobody() {
    TestNetwork other = new TestNetwork("blue");
    FixedSelf stranger = other.node("stranger");
    for (int i = 0; i < 5000; i++) {
      heard(entry("bogus " + i, Text.of(stranger), "10.1.2.9"));
    }
    heard(entry("bob", Text.of(bob), "10.1.2.9"));
    assertThat(sink.sees(bob)).isTrue();
    assertThat(guests.size()).isEqualTo(Guests.MAX_STRANGERS + 1);
  }

  @Test
  void textOfNoNodeIsToldWithItsNameButNotEachTime() {
    for (int i = 0; i < 1000; i++) {
      heard(entry("printer " + i, new byte[] {3, 'a', '=', 'b'}, "10.1.2.9"));
    }
    assertThat(sink.troubles()).containsOnlyKeys("printer 0", "printer 1", "printer 2");
    assertThat(sink.troubles().get("printer 0"))
        .isEqualTo("its TXT record of 4 bytes is of no node");
    assertThat(sink.reports()).isEqualTo(3);
    clock.advance(PERIOD);
    guests.renew(STATIONS, clock.getAsLong());
    assertThat(sink.troubles()).isEmpty();
  }

  @Test
  void serviceWhoseTextIsNotYetKnownIsNoTrouble() {
    heard(entry("bob", new byte[] {0}, "10.1.2.9"));
    assertThat(sink.reports()).isZero();
    heard(entry("bob", Text.of(bob), "10.1.2.9"));
    assertThat(sink.sees(bob)).isTrue();
  }

  @Test
  void recordOfOurOwnThatWeHaveNotMadeIsPassedOnForTheNodeToTell() {
    byte[] copy = Text.of(ann.roles("copy"));
    ann.roles();
    heard(entry("ann", copy, "10.1.2.9"));
    assertThat(sink.sightings()).hasSize(1);
  }

  private void heard(Entry entry) {
    guests.heard(entry, STATIONS, clock.getAsLong());
  }

  private static byte[] text(String network, NodeId node) {
    StringBuilder text = new StringBuilder();
    for (String string : List.of("version=1", "network=" + network, "node_id=" + node)) {
      text.append((char) string.length()).append(string);
    }
    return text.toString().getBytes(ISO_8859_1);
  }

  private static Entry entry(String name, byte[] text, String... addresses) {
    return new Entry(name, text, List.of(addresses).stream().map(GuestsTest::ip).toList(), 7001);
  }

  private static InetAddress ip(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
