package io.weft.discovery.dns;

import static io.weft.testkit.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.weft.testkit.Steadily;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

/** Servers that do whatever they like. */
class DnsLiesTest {
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
  void aliasesThatGoRoundAreSaid() {
    dns.zone.alias(Zone.SERVICE, Zone.name("a")).alias(Zone.name("a"), Zone.SERVICE);
    dns.start(dns.server.at());
    dns.untilFailed("round in a circle");
  }

  @Test
  void aliasesWithoutEndAreSaid() {
    dns.zone.alias(Zone.SERVICE, Zone.name("n0"));
    for (int i = 0; i < 100; i++) {
      dns.zone.alias(Zone.name("n" + i), Zone.name("n" + (i + 1)));
    }
    dns.start(dns.server.at());
    dns.untilFailed("more than 8 aliases in a row");
    assertThat(dns.server.questions.get()).isLessThan(100);
  }

  @Test
  void allAliasesInOneAnswerAreBoundedToo() {
    dns.server.says(
        (question, answer, tcp) -> {
          Name at = question.getQuestion().getName();
          for (int i = 0; i < 50; i++) {
            Name next = Zone.name("n" + i);
            answer.addRecord(new CNAMERecord(at, DClass.IN, 300, next), Section.ANSWER);
            at = next;
          }
          return answer.toWire(65_535);
        });
    dns.start(dns.server.at());
    until("it is said", DnsUnderTest.PATIENCE, () -> dns.sink.troubles().containsKey(dns.place()));
    assertThat(dns.addresses()).isEmpty();
  }

  @Test
  void answerForAnotherNameIsNoAnswer() {
    dns.server.says(
        (question, answer, tcp) -> {
          answer.addRecord(
              new SRVRecord(Zone.name("other"), DClass.IN, 300, 0, 0, 6666, Zone.name("evil")),
              Section.ANSWER);
          return answer.toWire(65_535);
        });
    dns.start(dns.server.at());
    until("it is said", DnsUnderTest.PATIENCE, () -> dns.sink.troubles().containsKey(dns.place()));
    assertThat(dns.sink.sightings()).isEmpty();
  }

  @Test
  void answerToAnotherQuestionIsNoAnswer() {
    dns.server.says(
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
    dns.start(dns.server.at());
    until("it is said", DnsUnderTest.PATIENCE, () -> dns.sink.troubles().containsKey(dns.place()));
    assertThat(dns.sink.sightings()).isEmpty();
  }

  @Test
  void recordOfAnotherTypeIsNoAnswer() {
    dns.server.says(
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
    dns.start(dns.server.at());
    until("it is said", DnsUnderTest.PATIENCE, () -> dns.sink.troubles().containsKey(dns.place()));
    assertThat(dns.sink.sightings()).isEmpty();
  }

  @Test
  void thousandsOfServicesAreBounded() {
    dns.server.says(
        (question, answer, tcp) -> {
          dns.zone.fill(question, answer);
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
    dns.start(dns.server.at());
    dns.untilFailed("it has 1400 services (limit 512): the rest is left out");
    until(
        "512 are reported",
        DnsUnderTest.PATIENCE,
        () -> dns.addresses().size() == Domain.MAX_SERVICES);
    assertThat(dns.server.questions.get()).isLessThanOrEqualTo(Domain.MAX_TEXTS + 3);
  }

  @Test
  void hugeTextIsRefusedAndTheRestIsUsed() {
    List<String> huge = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      huge.add("r" + i + "=" + "A".repeat(248));
    }
    Name own = Name.fromConstantString("bob._weft._tcp.example.test.");
    dns.zone.add(new TXTRecord(own, DClass.IN, 300, huge)).service("bob", 7001);
    dns.start(dns.server.at());
    dns.untilFailed("a record in 64 pieces (limit 28)");
    until(
        "its address is reported",
        DnsUnderTest.PATIENCE,
        () -> dns.addresses().contains(DnsUnderTest.tcp("bob", 7001)));
  }

  @Test
  void silentServerIsSaidAndTheNextOneIsAsked() throws Exception {
    DnsServer silent = new DnsServer((question, answer, tcp) -> null);
    dns.opened.add(silent);
    dns.zone.service("bob", 7001);
    dns.start(silent.at(), dns.server.at());
    until("bob is reported", DnsUnderTest.PATIENCE, () -> !dns.addresses().isEmpty());
    assertThat(dns.sink.troubles())
        .containsOnlyKeys(DnsUnderTest.WHERE + silent.at())
        .containsValue("no answer within 500 ms");
  }

  @Test
  void serverThatFailsIsAskedAgainWithPauses() {
    dns.server.says(
        (question, answer, tcp) -> {
          answer.getHeader().setRcode(Rcode.SERVFAIL);
          return answer.toWire(65_535);
        });
    dns.start(dns.server.at());
    dns.untilFailed("it answers SERVFAIL to SRV _weft._tcp.example.test.");
    Steadily.holds(
        "it is not asked without end",
        Duration.ofMillis(800),
        () -> dns.server.questions.get() < 8);
    dns.zone.service("bob", 7001);
    dns.server.says(dns.zone);
    until("bob is reported", DnsUnderTest.PATIENCE, () -> !dns.addresses().isEmpty());
    until("it is over", DnsUnderTest.PATIENCE, () -> dns.sink.troubles().isEmpty());
  }

  @Test
  void garbageIsSaid() {
    byte[] noise = new byte[200];
    dns.server.says(
        (question, answer, tcp) -> {
          new Random(1).nextBytes(noise);
          byte[] genuine = answer.toWire();
          System.arraycopy(genuine, 0, noise, 0, 6);
          return noise;
        });
    dns.start(dns.server.at());
    until("it is said", DnsUnderTest.PATIENCE, () -> dns.sink.troubles().containsKey(dns.place()));
    assertThat(dns.sink.sightings()).isEmpty();
  }

  @Test
  void serverThatIsCutOffOverTcpTooIsSaid() {
    dns.server.says(
        (question, answer, tcp) -> {
          answer.getHeader().setFlag(Flags.TC);
          return answer.toWire();
        });
    dns.start(dns.server.at());
    until("it is said", DnsUnderTest.PATIENCE, () -> dns.sink.troubles().containsKey(dns.place()));
    assertThat(dns.sink.troubles().get(dns.place())).contains("cut off");
  }

  @Test
  void closingDoesNotWaitForASlowServer() throws Exception {
    dns.server.says((question, answer, tcp) -> null);
    dns.start(Duration.ofSeconds(30), dns.server.at());
    until("it is asked", DnsUnderTest.PATIENCE, () -> dns.server.questions.get() > 0);
    long began = System.nanoTime();
    dns.opened.remove(dns.opened.size() - 1).close();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
  }
}
