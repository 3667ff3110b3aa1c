package io.weft.discovery.dns;

import static io.weft.testkit.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.weft.discovery.Sighting;
import io.weft.testkit.FixedSelf;
import io.weft.testkit.Steadily;
import io.weft.testkit.TestNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TXTRecord;

/** Names as they should be, and operators who make mistakes. */
class DnsDiscoveryTest {
  private final DnsUnderTest dns = new DnsUnderTest();

  @BeforeEach
  void open() throws IOException {
    dns.open();
  }

  @AfterEach
  void close() throws Exception {
    dns.close();
  }

  @Test
  void servicesAreReportedInTheOrderOfTheirPriorities() throws Exception {
    dns.zone.add(new SRVRecord(Zone.SERVICE, DClass.IN, 300, 20, 0, 7003, Zone.name("three")));
    dns.zone.add(new SRVRecord(Zone.SERVICE, DClass.IN, 300, 10, 0, 7002, Zone.name("two")));
    dns.zone.add(new SRVRecord(Zone.SERVICE, DClass.IN, 300, 0, 0, 7001, Zone.name("one")));
    dns.zone.add(new ARecord(Zone.name("two"), DClass.IN, 300, InetAddress.getByName("192.0.2.2")));
    dns.start(dns.server.at());
    until("all are reported", DnsUnderTest.PATIENCE, () -> dns.addresses().size() == 4);
    assertThat(dns.addresses())
        .containsExactly(
            DnsUnderTest.tcp("one", 7001),
            DnsUnderTest.tcp("two", 7002),
            URI.create("tcp://192.0.2.2:7002"),
            DnsUnderTest.tcp("three", 7003));
    assertThat(dns.sink.sightings().get(0).place())
        .contains("one._weft._tcp.example.test@" + dns.server.at());
    assertThat(dns.sink.nextLook()).isPresent();
    assertThat(dns.sink.troubles()).isEmpty();
  }

  @Test
  void weightsDecideWithinOnePriority() throws Exception {
    for (int i = 0; i < 4; i++) {
      dns.zone.add(
          new SRVRecord(
              Zone.SERVICE, DClass.IN, 300, 0, i == 0 ? 97 : 1, 7001 + i, Zone.name("h" + i)));
    }
    Domain domain = new Domain(Zone.DOMAIN, new Random(1));
    Server asked = new Server(dns.server.at(), Duration.ofSeconds(2), Optional.empty());
    int first = 0;
    for (int i = 0; i < 20; i++) {
      List<Listed> nodes = domain.look(asked).nodes();
      assertThat(nodes).hasSize(4);
      first += nodes.get(0).addresses().get(0).getPort() == 7001 ? 1 : 0;
    }
    assertThat(first).isGreaterThanOrEqualTo(15);
  }

  @Test
  void signedRecordIsReportedWithTheAddressOfItsNode() {
    dns.zone.service("bob", 7001).text("bob", dns.bob.signedRecord());
    dns.start(dns.server.at());
    until(
        "bob is seen",
        DnsUnderTest.PATIENCE,
        () -> dns.sink.sees(dns.bob) && !dns.addresses().isEmpty());
    assertThat(((Sighting.Address) dns.sink.sightings().get(1)).expected()).contains(dns.bob.id());
  }

  @Test
  void largestRecordComesOverTcp() {
    dns.bob.change(r -> r, 4096);
    dns.zone.service("bob", 7001).text("bob", dns.bob.signedRecord());
    dns.start(dns.server.at());
    until("bob is seen", DnsUnderTest.PATIENCE, () -> dns.sink.sees(dns.bob));
    assertThat(dns.server.overTcp.get()).isPositive();
  }

  @Test
  void recordsMayStandAtTheServiceItself() {
    dns.zone.add(new TXTRecord(Zone.SERVICE, DClass.IN, 300, Zone.strings(dns.bob.signedRecord())));
    dns.start(dns.server.at());
    until("bob is seen", DnsUnderTest.PATIENCE, () -> dns.sink.sees(dns.bob));
    assertThat(dns.addresses()).isEmpty();
  }

  @Test
  void addressOfAForgedRecordIsNotReported() {
    FixedSelf stranger = new TestNetwork("red").node("stranger");
    dns.zone.service("x", 7001).text("x", stranger.signedRecord()).service("bob", 7002);
    dns.start(dns.server.at());
    until("the other one is reported", DnsUnderTest.PATIENCE, () -> !dns.addresses().isEmpty());
    until("the record is refused", DnsUnderTest.PATIENCE, () -> dns.sink.rejected() == 1);
    assertThat(dns.addresses()).containsExactly(DnsUnderTest.tcp("bob", 7002));
  }

  @Test
  void timeToLiveDecidesWhenToLookAgain() {
    dns.zone.ttl = 3600;
    dns.zone.service("bob", 7001);
    dns.start(dns.server.at());
    until("it is reported", DnsUnderTest.PATIENCE, () -> dns.sink.nextLook().isPresent());
    int asked = dns.server.questions.get();
    Steadily.holds(
        "nothing more is asked", Duration.ofMillis(500), () -> dns.server.questions.get() == asked);
  }

  @Test
  void shortTimeToLiveIsBounded() {
    dns.zone.ttl = 0;
    dns.zone.service("bob", 7001);
    dns.start(dns.server.at());
    until(
        "it is looked up again and again", DnsUnderTest.PATIENCE, () -> dns.addresses().size() > 3);
    dns.zone.remove("bob");
    dns.untilFailed("there is no such name");
    dns.zone.service("bob", 7001);
    until("it works again", DnsUnderTest.PATIENCE, () -> dns.sink.troubles().isEmpty());
  }

  @Test
  void aliasIsFollowed() {
    Name other = Name.fromConstantString("_weft._tcp.elsewhere.test.");
    dns.zone.alias(Zone.SERVICE, other);
    dns.zone.add(new SRVRecord(other, DClass.IN, 300, 0, 0, 7001, Zone.name("bob")));
    dns.start(dns.server.at());
    until(
        "it is reported",
        DnsUnderTest.PATIENCE,
        () -> dns.addresses().contains(DnsUnderTest.tcp("bob", 7001)));
  }

  /** As many as fit into a message: 64 KiB (RFC 1035, section 4.2.2), whatever the dns.zone has. */
  @Test
  void portZeroIsSaidAndNoHostMeansNoService() {
    dns.zone.service("zero", 0).service("bob", 7001);
    dns.zone.add(new SRVRecord(Zone.SERVICE, DClass.IN, 300, 0, 0, 7001, Name.root));
    dns.start(dns.server.at());
    dns.untilFailed("its service at zero.example.test. has port 0");
    until("the other is reported", DnsUnderTest.PATIENCE, () -> !dns.addresses().isEmpty());
    assertThat(dns.addresses()).containsExactly(DnsUnderTest.tcp("bob", 7001));
  }

  @Test
  void decidedlyNoServiceIsNoTrouble() {
    dns.zone.add(new SRVRecord(Zone.SERVICE, DClass.IN, 300, 0, 0, 0, Name.root));
    dns.start(dns.server.at());
    until("it is looked up", DnsUnderTest.PATIENCE, () -> dns.sink.nextLook().isPresent());
    assertThat(dns.sink.troubles()).isEmpty();
    assertThat(dns.addresses()).isEmpty();
  }

  @Test
  void hostThatIsNoHostIsSaid() {
    dns.zone.service("under_score", 7001).service("bob", 7001);
    dns.start(dns.server.at());
    dns.untilFailed("under_score.example.test cannot be dialled");
    assertThat(dns.addresses()).containsExactly(DnsUnderTest.tcp("bob", 7001));
  }
}
