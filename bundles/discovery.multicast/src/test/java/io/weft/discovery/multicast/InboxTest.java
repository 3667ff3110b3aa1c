package io.weft.discovery.multicast;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.discovery.Availability;
import io.weft.discovery.Query;
import io.weft.node.NodeId;
import io.weft.testkit.FixedSelf;
import io.weft.testkit.ManualClock;
import io.weft.testkit.RecordingSink;
import io.weft.testkit.TestNetwork;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InboxTest {

  private static final InetSocketAddress SENDER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);
  private static final Duration VALID = Duration.ofSeconds(30);
  private static final Query GPU = new Query(Query.Kind.ROLE, "gpu");

  private final ManualClock clock = new ManualClock();
  private final TestNetwork network = new TestNetwork("blue");
  private final FixedSelf ann = network.node("ann").roles("gpu");
  private final FixedSelf bob = network.node("bob");
  private final RecordingSink sink = network.sink();
  private final Answers answers = new Answers(new Random(1), clock.getAsLong());
  private final Inbox inbox =
      new Inbox(
          ann.id(),
          ann,
          sink,
          new Speaker(
              MulticastDiscovery.Settings.onPort(1),
              new TestIdentity(ann),
              ann,
              clock,
              new Random(1),
              clock.getAsLong()),
          answers,
          VALID,
          clock.getAsLong());

  @Test
  void announcementIsReportedWithItsInterfaceAndTime() {
    receive(announce(bob, 5));
    assertThat(sink.sees(bob)).isTrue();
    assertThat(sink.availability(bob)).contains(bob.availability());
    assertThat(sink.sightings().get(0).heardOn()).contains("eth7");
    assertThat(sink.validities()).containsExactly(VALID);
  }

  @Test
  void ownAnnouncementIsNotReported() {
    receive(announce(ann, 5));
    assertThat(sink.reports()).isZero();
  }

  @Test
  void replayedOrOlderAnnouncementIsNotReportedAgain() {
    byte[] first = announce(bob, 5);
    receive(first);
    int before = sink.reports();
    receive(first);
    receive(announce(bob, 4));
    assertThat(sink.reports()).isEqualTo(before);
  }

  @Test
  void counterMayBeginAnewAfterALongSilence() {
    receive(announce(bob, 5));
    clock.advance(KnownNodes.COUNTER_MEMORY.plusMillis(1));
    receive(announce(bob, 1));
    assertThat(sink.sightings()).hasSize(2);
  }

  @Test
  void heartbeatIsBelievedOfWhoWasAnnounced() {
    receive(announce(bob, 1));
    receive(heartbeat(bob, bob, 2, 77));
    assertThat(sink.availability(bob).orElseThrow().loadPercent()).isEqualTo(77);
  }

  @Test
  void heartbeatOfAnUnknownNodeIsDropped() {
    receive(heartbeat(bob, bob, 2, 77));
    assertThat(sink.reports()).isZero();
  }

  @Test
  void heartbeatSignedByAnotherNodeIsDropped() {
    FixedSelf eve = network.node("eve");
    receive(announce(bob, 1));
    receive(announce(eve, 1));
    receive(heartbeat(bob, eve, 2, 77));
    assertThat(sink.availability(bob)).contains(bob.availability());
  }

  @Test
  void goodbyeIsBelievedOfTheNodeItself() {
    receive(announce(bob, 1));
    receive(signed(bob, bob, Message.Kind.GOODBYE, 2));
    assertThat(sink.goneIs(bob)).isTrue();
  }

  @Test
  void goodbyeSignedByAnotherNodeIsDropped() {
    receive(announce(bob, 1));
    receive(signed(bob, network.node("eve"), Message.Kind.GOODBYE, 2));
    assertThat(sink.sees(bob)).isTrue();
  }

  @Test
  void announcementBeforeAGoodbyeDoesNotBringTheNodeBack() {
    byte[] first = announce(bob, 1);
    receive(first);
    receive(signed(bob, bob, Message.Kind.GOODBYE, 2));
    receive(first);
    assertThat(sink.goneIs(bob)).isTrue();
  }

  @Test
  void anothersRecordDoesNotMoveItsCounter() {
    FixedSelf eve = network.node("eve");
    receive(
        Golden.sign(
            eve,
            new Message(
                Message.Kind.ANNOUNCE,
                bob.id(),
                Long.MAX_VALUE,
                bob.signedRecord(),
                Optional.of(new Availability(99, 0)),
                Optional.empty())));
    receive(announce(bob, 1));
    assertThat(sink.availability(bob)).contains(bob.availability());
  }

  @Test
  void strangersRecordUnderOurNetworksTagIsNotAdmitted() {
    FixedSelf stranger = new TestNetwork("blue").node("stranger");
    receive(announce(stranger, 1));
    receive(heartbeat(stranger, stranger, 2, 77));
    assertThat(sink.rejected()).isEqualTo(1);
    assertThat(sink.reports()).isEqualTo(1);
  }

  @Test
  void otherNetworksDoNotEvenReachTheSink() {
    FixedSelf stranger = new TestNetwork("red").node("stranger");
    receive(announce(stranger, 1));
    assertThat(sink.reports()).isZero();
  }

  @Test
  void questionOfAnAdmittedNodeIsAnsweredOnce() {
    receive(query(bob, 1));
    receive(query(bob, 2));
    clock.advance(Duration.ofMillis(100));
    Answers.Waiting answer = answers.due(clock.getAsLong()).orElseThrow();
    assertThat(answer.to()).isEqualTo(SENDER);
    assertThat(answer.maxBytes()).isEqualTo(Datagram.UNFRAGMENTED_BYTES);
    assertThat(answers.due(clock.getAsLong())).isEmpty();
  }

  @Test
  void questionOfAStrangerIsNotAnswered() {
    receive(query(new TestNetwork("blue").node("stranger"), 1));
    clock.advance(Duration.ofSeconds(1));
    assertThat(answers.due(clock.getAsLong())).isEmpty();
  }

  @Test
  void replayedQuestionIsNotAnswered() {
    byte[] asked = query(bob, 1);
    receive(asked);
    clock.advance(Duration.ofSeconds(2));
    assertThat(answers.due(clock.getAsLong())).isPresent();
    receive(asked);
    clock.advance(Duration.ofSeconds(2));
    assertThat(answers.due(clock.getAsLong())).isEmpty();
  }

  @Test
  void floodOfOneAddressIsCutOffBeforeTheSignatures() {
    FixedSelf stranger = new TestNetwork("blue").node("stranger");
    for (int i = 1; i <= 1000; i++) {
      receive(announce(stranger, i));
    }
    assertThat(sink.rejected()).isEqualTo(200);
    clock.advance(Duration.ofSeconds(1));
    receive(announce(bob, 1));
    assertThat(sink.sees(bob)).isTrue();
  }

  @Test
  void floodOfManyAddressesIsCutOffToo() throws Exception {
    FixedSelf stranger = new TestNetwork("blue").node("stranger");
    byte[] announced = announce(stranger, 1);
    for (int i = 0; i < 3000; i++) {
      byte[] address = {10, 0, (byte) (i >> 8), (byte) i};
      inbox.receive(
          announced,
          new InetSocketAddress(InetAddress.getByAddress(address), 9),
          Optional.empty(),
          clock.getAsLong());
    }
    assertThat(sink.rejected()).isEqualTo(1000);
  }

  private void receive(byte[] bytes) {
    inbox.receive(bytes, SENDER, Optional.of("eth7"), clock.getAsLong());
  }

  private static byte[] announce(FixedSelf node, long counter) {
    return Golden.sign(
        node,
        new Message(
            Message.Kind.ANNOUNCE,
            node.id(),
            counter,
            node.signedRecord(),
            Optional.of(node.availability()),
            Optional.empty()));
  }

  private static byte[] query(FixedSelf node, long counter) {
    return Golden.sign(
        node,
        new Message(
            Message.Kind.QUERY,
            node.id(),
            counter,
            node.signedRecord(),
            Optional.empty(),
            Optional.of(GPU)));
  }

  private static byte[] heartbeat(FixedSelf of, FixedSelf signer, long counter, int load) {
    NodeId id = of.id();
    return Golden.sign(
        signer,
        new Message(
            Message.Kind.HEARTBEAT,
            id,
            counter,
            new byte[0],
            Optional.of(new Availability(load, 0)),
            Optional.empty()));
  }

  private static byte[] signed(FixedSelf of, FixedSelf signer, Message.Kind kind, long counter) {
    return Golden.sign(
        signer,
        new Message(kind, of.id(), counter, new byte[0], Optional.empty(), Optional.empty()));
  }
}
