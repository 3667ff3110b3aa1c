package io.weft.discovery.multicast;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.discovery.Availability;
import io.weft.discovery.Query;
import io.weft.discovery.Sighting;
import io.weft.node.NodeRecord;
import io.weft.testkit.FixedSelf;
import io.weft.testkit.ManualClock;
import io.weft.testkit.RecordingSink;
import io.weft.testkit.TestNetwork;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
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
  private final List<InetSocketAddress> asked = new ArrayList<>();
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
          new LostMulticast(sink),
          asked::add,
          VALID,
          clock.getAsLong());

  @Test
  void announcementIsReportedWithItsInterfaceAndTime() {
    receive(Golden.announce(bob, 5));
    assertThat(sink.sees(bob)).isTrue();
    assertThat(sink.availability(bob)).contains(bob.availability());
    assertThat(sink.sightings().get(0).heardOn()).contains("eth7");
    assertThat(sink.validities()).containsExactly(VALID);
  }

  @Test
  void ownAnnouncementIsNotReported() {
    receive(Golden.announce(ann, 5));
    assertThat(sink.reports()).isZero();
  }

  @Test
  void replayedOrOlderAnnouncementIsNotReportedAgain() {
    byte[] first = Golden.announce(bob, 5);
    receive(first);
    int before = sink.reports();
    receive(first);
    receive(Golden.announce(bob, 4));
    assertThat(sink.reports()).isEqualTo(before);
  }

  @Test
  void counterMayBeginAnewAfterALongSilence() {
    receive(Golden.announce(bob, 5));
    clock.advance(KnownNodes.COUNTER_MEMORY.plusMillis(1));
    receive(Golden.announce(bob, 1));
    assertThat(sink.sightings()).hasSize(2);
  }

  @Test
  void heartbeatIsBelievedOfWhoWasAnnounced() {
    receive(Golden.announce(bob, 1));
    receive(Golden.heartbeat(bob, bob, 2, 77));
    assertThat(sink.availability(bob).orElseThrow().loadPercent()).isEqualTo(77);
  }

  @Test
  void heartbeatOfAnUnknownNodeIsDropped() {
    receive(Golden.heartbeat(bob, bob, 2, 77));
    assertThat(sink.reports()).isZero();
  }

  @Test
  void heartbeatSignedByAnotherNodeIsDropped() {
    FixedSelf eve = network.node("eve");
    receive(Golden.announce(bob, 1));
    receive(Golden.announce(eve, 1));
    receive(Golden.heartbeat(bob, eve, 2, 77));
    assertThat(sink.availability(bob)).contains(bob.availability());
  }

  @Test
  void goodbyeIsBelievedOfTheNodeItself() {
    receive(Golden.announce(bob, 1));
    receive(Golden.goodbye(bob, bob, 2));
    assertThat(sink.goneIs(bob)).isTrue();
  }

  @Test
  void goodbyeSignedByAnotherNodeIsDropped() {
    receive(Golden.announce(bob, 1));
    receive(Golden.goodbye(bob, network.node("eve"), 2));
    assertThat(sink.sees(bob)).isTrue();
  }

  @Test
  void announcementBeforeAGoodbyeDoesNotBringTheNodeBack() {
    byte[] first = Golden.announce(bob, 1);
    receive(first);
    receive(Golden.goodbye(bob, bob, 2));
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
                Optional.empty(),
                Optional.empty())));
    receive(Golden.announce(bob, 1));
    assertThat(sink.availability(bob)).contains(bob.availability());
  }

  @Test
  void strangersRecordUnderOurNetworksTagIsNotAdmitted() {
    FixedSelf stranger = new TestNetwork("blue").node("stranger");
    receive(Golden.announce(stranger, 1));
    receive(Golden.heartbeat(stranger, stranger, 2, 77));
    assertThat(sink.rejected()).isEqualTo(1);
    assertThat(sink.reports()).isEqualTo(1);
  }

  @Test
  void otherNetworksDoNotEvenReachTheSink() {
    FixedSelf stranger = new TestNetwork("red").node("stranger");
    receive(Golden.announce(stranger, 1));
    assertThat(sink.reports()).isZero();
  }

  @Test
  void questionOfAnAdmittedNodeIsAnsweredOnce() {
    receive(Golden.query(bob, 1, GPU));
    receive(Golden.query(bob, 2, GPU));
    clock.advance(Duration.ofMillis(100));
    Answers.Waiting answer = answers.due(clock.getAsLong()).orElseThrow();
    assertThat(answer.to()).isEqualTo(SENDER);
    assertThat(answer.maxBytes()).isEqualTo(Datagram.UNFRAGMENTED_BYTES);
    assertThat(answers.due(clock.getAsLong())).isEmpty();
  }

  @Test
  void questionOfAStrangerIsNotAnswered() {
    receive(Golden.query(new TestNetwork("blue").node("stranger"), 1, GPU));
    clock.advance(Duration.ofSeconds(1));
    assertThat(answers.due(clock.getAsLong())).isEmpty();
  }

  @Test
  void replayedQuestionIsNotAnswered() {
    byte[] asked = Golden.query(bob, 1, GPU);
    receive(asked);
    clock.advance(Duration.ofSeconds(2));
    assertThat(answers.due(clock.getAsLong())).isPresent();
    receive(asked);
    clock.advance(Duration.ofSeconds(2));
    assertThat(answers.due(clock.getAsLong())).isEmpty();
  }

  @Test
  void placeOfASightingIsItsSendersAddress() {
    receive(Golden.announce(bob, 1));
    assertThat(sink.sightings().get(0).place()).contains("127.0.0.1");
  }

  @Test
  void heartbeatRenewsTheRecordThatIsKnownForThreeOfItsPeriods() {
    receive(Golden.announce(bob, 1));
    clock.advance(Duration.ofSeconds(9));
    receive(Golden.heartbeat(bob, bob, 2, 5));
    assertThat(sink.sightings()).hasSize(2);
    assertThat(sink.validities()).containsExactly(VALID, VALID);
    assertThat(sink.sightings())
        .allMatch(
            s -> s instanceof Sighting.Signed r && Arrays.equals(r.bytes(), bob.signedRecord()));
    assertThat(asked).isEmpty();
  }

  @Test
  void whoIsNotKnownIsAskedForItsRecordButNotTooOften() {
    for (int i = 1; i <= 100; i++) {
      receive(Golden.heartbeat(bob, bob, i, 5));
    }
    assertThat(sink.reports()).isZero();
    assertThat(asked).hasSize(5).containsOnly(SENDER);
  }

  @Test
  void whoHasAnotherRecordThanWeKnowIsAskedForIt() {
    receive(Golden.announce(bob, 1));
    bob.roles("new");
    receive(Golden.heartbeat(bob, bob, 2, 5));
    assertThat(asked).containsExactly(SENDER);
  }

  @Test
  void senderOutsideOurNetworksIsNotAsked() {
    inbox.receive(
        Golden.heartbeat(bob, bob, 1, 5),
        new Inbox.Origin(SENDER, Optional.empty()),
        clock.getAsLong());
    assertThat(asked).isEmpty();
  }

  @Test
  void whoIsAskedAnswersAnAdmittedNode() {
    receive(Golden.ask(bob, 1));
    receive(Golden.ask(new TestNetwork("blue").node("stranger"), 1));
    clock.advance(Duration.ofSeconds(1));
    assertThat(answers.due(clock.getAsLong()).orElseThrow().maxBytes())
        .isEqualTo(Datagram.UNFRAGMENTED_BYTES);
    assertThat(answers.due(clock.getAsLong())).isEmpty();
  }

  @Test
  void nodeThatIsSilentForThreePeriodsIsNotPresentAndIsWelcomedAgain() {
    receive(Golden.announce(bob, 1));
    assertThat(inbox.present(clock.getAsLong())).isEqualTo(1);
    clock.advance(VALID.plusMillis(1));
    assertThat(inbox.present(clock.getAsLong())).isZero();
    receive(Golden.heartbeat(bob, bob, 2, 5));
    assertThat(inbox.present(clock.getAsLong())).isEqualTo(1);
  }

  /** A clock that was decades ahead and is right again: the node comes back after a silence. */
  @Test
  void counterOfAFarFutureKeepsItsNodeOutForAWhileOnly() {
    receive(Golden.announce(bob, Long.MAX_VALUE));
    clock.advance(Duration.ofSeconds(2));
    receive(Golden.announce(bob, 7));
    assertThat(sink.sightings()).hasSize(1);
    clock.advance(KnownNodes.COUNTER_MEMORY);
    receive(Golden.announce(bob, 8));
    assertThat(sink.sightings()).hasSize(2);
  }

  @Test
  void recordOfOurOwnThatWeHaveNotMadeIsPassedOnForTheNodeToTell() {
    byte[] present = Golden.announce(ann, 9);
    receive(present);
    assertThat(sink.reports()).isZero();
    byte[] elsewhere = Golden.announce(ann.roles("copy"), 10);
    ann.roles("gpu");
    receive(elsewhere);
    assertThat(sink.sightings()).hasSize(1);
  }

  @Test
  void datagramOfOurNetworkThatIsNoneIsToldWithItsSenderAndReasonSomeTimes() {
    byte[] whole = Golden.announce(bob, 1);
    for (int i = 0; i < 1000; i++) {
      receive(Arrays.copyOf(whole, whole.length - 1));
    }
    assertThat(sink.reports()).isEqualTo(3);
    assertThat(sink.troubles()).containsOnlyKeys("127.0.0.1");
    assertThat(sink.troubles().get("127.0.0.1"))
        .startsWith("a datagram of " + (whole.length - 1) + " bytes is no announcement: ");
    inbox.review(clock.getAsLong());
    assertThat(sink.troubles()).hasSize(1);
    clock.advance(Duration.ofMinutes(1).plusMillis(1));
    inbox.review(clock.getAsLong());
    assertThat(sink.troubles()).isEmpty();
  }

  @Test
  void tenThousandAddressesFitNoAnnouncement() {
    bob.change(
        r ->
            new NodeRecord(
                r.id(),
                r.publicKey(),
                r.name(),
                r.network(),
                r.roles(),
                r.capabilities(),
                r.services(),
                IntStream.range(0, 10_000)
                    .mapToObj(i -> URI.create("tcp://10.0.0.1:" + i))
                    .toList(),
                r.sequence(),
                r.expires()),
        5_000);
    receive(Golden.announce(bob, 1));
    assertThat(sink.sees(bob)).isFalse();
    assertThat(sink.troubles().get("127.0.0.1"))
        .endsWith("signed record of 5000 bytes (limit 4096)");
  }

  @Test
  void sameAnnouncementIsLookedAtOnceInAPeriod() {
    receive(Golden.announce(bob, 1));
    receive(Golden.announce(bob, 2));
    receive(Golden.announce(bob, 3));
    assertThat(sink.sightings()).hasSize(1);
    clock.advance(Duration.ofSeconds(10));
    receive(Golden.announce(bob, 4));
    assertThat(sink.sightings()).hasSize(2);
  }

  @Test
  void recordsOfAllNewcomersAreReportedBeforeTheFirstDatagramIsProven() {
    FixedSelf eve = network.node("eve");
    hear(Golden.announce(bob, 1));
    hear(Golden.announce(eve, 1));
    assertThat(sink.sees(bob) && sink.sees(eve)).isTrue();
    assertThat(inbox.present(clock.getAsLong())).isZero();
    assertThat(inbox.prove(clock.getAsLong())).isTrue();
    assertThat(inbox.present(clock.getAsLong())).isOne();
    assertThat(inbox.prove(clock.getAsLong())).isTrue();
    assertThat(inbox.hasUnproven()).isFalse();
    assertThat(inbox.present(clock.getAsLong())).isEqualTo(2);
  }

  @Test
  void goodbyeOfANewcomerWhoIsNotProvenYetIsHeard() {
    hear(Golden.announce(bob, 1));
    hear(Golden.goodbye(bob, bob, 2));
    assertThat(sink.goneIs(bob)).isTrue();
    assertThat(inbox.hasUnproven()).isFalse();
  }

  @Test
  void ofSeveralHeartbeatsThatWaitOnlyTheNewestCosts() {
    receive(Golden.announce(bob, 1));
    int before = sink.reports();
    hear(Golden.heartbeat(bob, bob, 2, 33));
    hear(Golden.heartbeat(bob, bob, 4, 77));
    hear(Golden.heartbeat(bob, bob, 3, 44));
    assertThat(sink.reports()).isEqualTo(before);
    assertThat(inbox.prove(clock.getAsLong())).isTrue();
    assertThat(inbox.hasUnproven()).isFalse();
    assertThat(sink.availability(bob).orElseThrow().loadPercent()).isEqualTo(77);
  }

  @Test
  void newcomersWhoWaitForTheirProofAreBounded() {
    for (int i = 1; i <= 600; i++) {
      hear(Golden.announce(network.node("n" + i), i));
    }
    int waiting = 0;
    while (inbox.prove(clock.getAsLong())) {
      waiting++;
    }
    assertThat(waiting).isLessThanOrEqualTo(512);
  }

  private void receive(byte[] bytes) {
    hear(bytes);
    while (inbox.prove(clock.getAsLong())) {}
  }

  private void hear(byte[] bytes) {
    inbox.receive(bytes, new Inbox.Origin(SENDER, Optional.of("eth7")), clock.getAsLong());
  }
}
