package io.weft.discovery.dns;

import static io.weft.testkit.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.weft.discovery.Sighting;
import io.weft.testkit.FixedSelf;
import io.weft.testkit.RecordingSink;
import io.weft.testkit.Steadily;
import io.weft.testkit.TestNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** Names as they should be, and servers that do whatever they like. */
class DnsDiscoveryTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String WHERE = "_weft._tcp.example.test@";

  private final TestNetwork network = new TestNetwork("blue");
  private final FixedSelf ann = network.node("ann");
  private final FixedSelf bob = network.node("bob");
  private final RecordingSink sink = network.sink();
  private final Zone zone = new Zone();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private DnsServer server;

  @BeforeEach
  void open() throws IOException {
    server = new DnsServer(zone);
    opened.add(server);
  }

  @AfterEach
  void close() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  private void start(NameServer... servers) {
    start(Duration.ofMillis(500), servers);
  }

  private void start(Duration timeout, NameServer... servers) {
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

  private List<URI> addresses() {
    return sink.sightings().stream()
        .filter(Sighting.Address.class::isInstance)
        .map(each -> ((Sighting.Address) each).address())
        .toList();
  }

  private String place() {
    return WHERE + server.at();
  }

  private void untilFailed(String reason) {
    until(
        "it is said: " + reason,
        PATIENCE,
        () -> sink.troubles().getOrDefault(place(), "").contains(reason));
  }

  private static URI tcp(String host, int port) {
    return URI.create("tcp://" + host + ".example.test:" + port);
  }

  @Test
  void servicesAreReportedInTheOrderOfTheirPriorities() throws Exception {
    zone.add(new SRVRecord(Zone.SERVICE, DClass.IN, 300, 20, 0, 7003, Zone.name("three")));
    zone.add(new SRVRecord(Zone.SERVICE, DClass.IN, 300, 10, 0, 7002, Zone.name("two")));
    zone.add(new SRVRecord(Zone.SERVICE, DClass.IN, 300, 0, 0, 7001, Zone.name("one")));
    zone.add(new ARecord(Zone.name("two"), DClass.IN, 300, InetAddress.getByName("192.0.2.2")));
    start(server.at());
    until("all are reported", PATIENCE, () -> addresses().size() == 4);
    assertThat(addresses())
        .containsExactly(
            tcp("one", 7001),
            tcp("two", 7002),
            URI.create("tcp://192.0.2.2:7002"),
            tcp("three", 7003));
    assertThat(sink.sightings().get(0).place())
        .contains("one._weft._tcp.example.test@" + server.at());
    assertThat(sink.nextLook()).isPresent();
    assertThat(sink.troubles()).isEmpty();
  }

  @Test
  void weightsDecideWithinOnePriority() throws Exception {
    for (int i = 0; i < 4; i++) {
      zone.add(
          new SRVRecord(
              Zone.SERVICE, DClass.IN, 300, 0, i == 0 ? 97 : 1, 7001 + i, Zone.name("h" + i)));
    }
    Domain domain = new Domain(Zone.DOMAIN, new Random(1));
    Server asked = new Server(server.at(), Duration.ofSeconds(2), Optional.empty());
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
    zone.service("bob", 7001).text("bob", bob.signedRecord());
    start(server.at());
    until("bob is seen", PATIENCE, () -> sink.sees(bob) && !addresses().isEmpty());
    assertThat(((Sighting.Address) sink.sightings().get(1)).expected()).contains(bob.id());
  }

  @Test
  void largestRecordComesOverTcp() {
    bob.change(r -> r, 4096);
    zone.service("bob", 7001).text("bob", bob.signedRecord());
    start(server.at());
    until("bob is seen", PATIENCE, () -> sink.sees(bob));
    assertThat(server.overTcp.get()).isPositive();
  }

  @Test
  void recordsMayStandAtTheServiceItself() {
    zone.add(new TXTRecord(Zone.SERVICE, DClass.IN, 300, Zone.strings(bob.signedRecord())));
    start(server.at());
    until("bob is seen", PATIENCE, () -> sink.sees(bob));
    assertThat(addresses()).isEmpty();
  }

  @Test
  void addressOfAForgedRecordIsNotReported() {
    FixedSelf stranger = new TestNetwork("red").node("stranger");
    zone.service("x", 7001).text("x", stranger.signedRecord()).service("bob", 7002);
    start(server.at());
    until("the other one is reported", PATIENCE, () -> !addresses().isEmpty());
    until("the record is refused", PATIENCE, () -> sink.rejected() == 1);
    assertThat(addresses()).containsExactly(tcp("bob", 7002));
  }

  @Test
  void timeToLiveDecidesWhenToLookAgain() {
    zone.ttl = 3600;
    zone.service("bob", 7001);
    start(server.at());
    until("it is reported", PATIENCE, () -> sink.nextLook().isPresent());
    int asked = server.questions.get();
    Steadily.holds(
        "nothing more is asked", Duration.ofMillis(500), () -> server.questions.get() == asked);
  }

  @Test
  void shortTimeToLiveIsBounded() {
    zone.ttl = 0;
    zone.service("bob", 7001);
    start(server.at());
    until("it is looked up again and again", PATIENCE, () -> addresses().size() > 3);
    zone.remove("bob");
    untilFailed("there is no such name");
    zone.service("bob", 7001);
    until("it works again", PATIENCE, () -> sink.troubles().isEmpty());
  }

  @Test
  void aliasIsFollowed() {
    Name other = Name.fromConstantString("_weft._tcp.elsewhere.test.");
    zone.alias(Zone.SERVICE, other);
    zone.add(new SRVRecord(other, DClass.IN, 300, 0, 0, 7001, Zone.name("bob")));
    start(server.at());
    until("it is reported", PATIENCE, () -> addresses().contains(tcp("bob", 7001)));
  }

  @Test
  void aliasesThatGoRoundAreSaid() {
    zone.alias(Zone.SERVICE, Zone.name("a")).alias(Zone.name("a"), Zone.SERVICE);
    start(server.at());
    untilFailed("round in a circle");
  }

  @Test
  void aliasesWithoutEndAreSaid() {
    zone.alias(Zone.SERVICE, Zone.name("n0"));
    for (int i = 0; i < 100; i++) {
      zone.alias(Zone.name("n" + i), Zone.name("n" + (i + 1)));
    }
    start(server.at());
    untilFailed("more than 8 aliases in a row");
    assertThat(server.questions.get()).isLessThan(100);
  }

  @Test
  void allAliasesInOneAnswerAreBoundedToo() {
    server.says(
        (question, answer, tcp) -> {
          Name at = question.getQuestion().getName();
          for (int i = 0; i < 50; i++) {
            Name next = Zone.name("n" + i);
            answer.addRecord(new CNAMERecord(at, DClass.IN, 300, next), Section.ANSWER);
            at = next;
          }
          return answer.toWire(65_535);
        });
    start(server.at());
    until("it is said", PATIENCE, () -> sink.troubles().containsKey(place()));
    assertThat(addresses()).isEmpty();
  }

  @Test
  void answerForAnotherNameIsNoAnswer() {
    server.says(
        (question, answer, tcp) -> {
          answer.addRecord(
              new SRVRecord(Zone.name("other"), DClass.IN, 300, 0, 0, 6666, Zone.name("evil")),
              Section.ANSWER);
          return answer.toWire(65_535);
        });
    start(server.at());
    until("it is said", PATIENCE, () -> sink.troubles().containsKey(place()));
    assertThat(sink.sightings()).isEmpty();
  }

  @Test
  void answerToAnotherQuestionIsNoAnswer() {
    server.says(
        (question, answer, tcp) -> {
          Message other = new Message(question.getHeader().getID());
          other.addRecord(
              Record.newRecord(Zone.name("other"), Type.SRV, DClass.IN), Section.QUESTION);
          other.addRecord(
              new SRVRecord(Zone.SERVICE, DClass.IN, 300, 0, 0, 6666, Zone.name("evil")),
              Section.ANSWER);
          other.getHeader().setFlag(Flags.QR);
          return other.toWire(65_535);
        });
    start(server.at());
    until("it is said", PATIENCE, () -> sink.troubles().containsKey(place()));
    assertThat(sink.sightings()).isEmpty();
  }

  @Test
  void recordOfAnotherTypeIsNoAnswer() {
    server.says(
        (question, answer, tcp) -> {
          answer.addRecord(
              new ARecord(
                  question.getQuestion().getName(),
                  DClass.IN,
                  300,
                  InetAddress.getLoopbackAddress()),
              Section.ANSWER);
          return answer.toWire(65_535);
        });
    start(server.at());
    until("it is said", PATIENCE, () -> sink.troubles().containsKey(place()));
    assertThat(sink.sightings()).isEmpty();
  }

  /** As many as fit into a message: 64 KiB (RFC 1035, section 4.2.2), whatever the zone has. */
  @Test
  void thousandsOfServicesAreBounded() {
    server.says(
        (question, answer, tcp) -> {
          zone.fill(question, answer);
          if (question.getQuestion().getType() == Type.SRV) {
            answer.getHeader().setRcode(Rcode.NOERROR);
            answer.removeAllRecords(Section.AUTHORITY);
            for (int i = 0; i < 1400 && tcp; i++) {
              answer.addRecord(
                  new SRVRecord(Zone.SERVICE, DClass.IN, 300, 0, 0, 7001, Zone.name("n" + i)),
                  Section.ANSWER);
            }
            if (!tcp) {
              answer.getHeader().setFlag(Flags.TC);
            }
          }
          return answer.toWire(65_535);
        });
    start(server.at());
    untilFailed("it has 1400 services (limit 512): the rest is left out");
    until("512 are reported", PATIENCE, () -> addresses().size() == Domain.MAX_SERVICES);
    assertThat(server.questions.get()).isLessThanOrEqualTo(Domain.MAX_TEXTS + 3);
  }

  @Test
  void hugeTextIsRefusedAndTheRestIsUsed() {
    List<String> huge = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      huge.add("r" + i + "=" + "A".repeat(248));
    }
    Name own = Name.fromConstantString("bob._weft._tcp.example.test.");
    zone.add(new TXTRecord(own, DClass.IN, 300, huge)).service("bob", 7001);
    start(server.at());
    untilFailed("a record in 64 pieces (limit 28)");
    until("its address is reported", PATIENCE, () -> addresses().contains(tcp("bob", 7001)));
  }

  @Test
  void portZeroIsSaidAndNoHostMeansNoService() {
    zone.service("zero", 0).service("bob", 7001);
    zone.add(new SRVRecord(Zone.SERVICE, DClass.IN, 300, 0, 0, 7001, Name.root));
    start(server.at());
    untilFailed("its service at zero.example.test. has port 0");
    until("the other is reported", PATIENCE, () -> !addresses().isEmpty());
    assertThat(addresses()).containsExactly(tcp("bob", 7001));
  }

  @Test
  void decidedlyNoServiceIsNoTrouble() {
    zone.add(new SRVRecord(Zone.SERVICE, DClass.IN, 300, 0, 0, 0, Name.root));
    start(server.at());
    until("it is looked up", PATIENCE, () -> sink.nextLook().isPresent());
    assertThat(sink.troubles()).isEmpty();
    assertThat(addresses()).isEmpty();
  }

  @Test
  void hostThatIsNoHostIsSaid() {
    zone.service("under_score", 7001).service("bob", 7001);
    start(server.at());
    untilFailed("under_score.example.test cannot be dialled");
    assertThat(addresses()).containsExactly(tcp("bob", 7001));
  }

  @Test
  void silentServerIsSaidAndTheNextOneIsAsked() throws Exception {
    DnsServer silent = new DnsServer((question, answer, tcp) -> null);
    opened.add(silent);
    zone.service("bob", 7001);
    start(silent.at(), server.at());
    until("bob is reported", PATIENCE, () -> !addresses().isEmpty());
    assertThat(sink.troubles())
        .containsOnlyKeys(WHERE + silent.at())
        .containsValue("no answer within 500 ms");
  }

  @Test
  void serverThatFailsIsAskedAgainWithPauses() {
    server.says(
        (question, answer, tcp) -> {
          answer.getHeader().setRcode(Rcode.SERVFAIL);
          return answer.toWire(65_535);
        });
    start(server.at());
    untilFailed("it answers SERVFAIL to SRV _weft._tcp.example.test.");
    Steadily.holds(
        "it is not asked without end", Duration.ofMillis(800), () -> server.questions.get() < 8);
    zone.service("bob", 7001);
    server.says(zone);
    until("bob is reported", PATIENCE, () -> !addresses().isEmpty());
    until("it is over", PATIENCE, () -> sink.troubles().isEmpty());
  }

  @Test
  void garbageIsSaid() {
    byte[] noise = new byte[200];
    server.says(
        (question, answer, tcp) -> {
          new Random(1).nextBytes(noise);
          byte[] genuine = answer.toWire();
          System.arraycopy(genuine, 0, noise, 0, 6);
          return noise;
        });
    start(server.at());
    until("it is said", PATIENCE, () -> sink.troubles().containsKey(place()));
    assertThat(sink.sightings()).isEmpty();
  }

  @Test
  void serverThatIsCutOffOverTcpTooIsSaid() {
    server.says(
        (question, answer, tcp) -> {
          answer.getHeader().setFlag(Flags.TC);
          return answer.toWire();
        });
    start(server.at());
    until("it is said", PATIENCE, () -> sink.troubles().containsKey(place()));
    assertThat(sink.troubles().get(place())).contains("cut off");
  }

  @Test
  void closingDoesNotWaitForASlowServer() throws Exception {
    server.says((question, answer, tcp) -> null);
    start(Duration.ofSeconds(30), server.at());
    until("it is asked", PATIENCE, () -> server.questions.get() > 0);
    long began = System.nanoTime();
    opened.remove(opened.size() - 1).close();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
  }
}
