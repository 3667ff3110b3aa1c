package io.weft.discovery.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.exchange.ApplicationException;
import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import io.weft.testkit.FixedSelf;
import io.weft.testkit.ManualClock;
import io.weft.testkit.TestNetwork;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PeersHandlerTest {
  private static final Bits NOTHING = new Bits(0, 0, new byte[0]);

  private final TestNetwork network = new TestNetwork("blue");
  private final ManualClock clock = new ManualClock(Instant.now());
  private final Village village = new Village(network, clock);
  private final FixedSelf ann = network.node("ann");
  private final FixedSelf bob = network.node("bob");
  private final FixedSelf cyd = network.node("cyd");
  private final Learned learned = new Learned();
  private final Resident home = village.resident(ann);
  private final PeersHandler handler;

  PeersHandlerTest() {
    Vicinity vicinity = new Vicinity();
    home.settleIn(vicinity);
    handler =
        new PeersHandler(
            vicinity, learned, Pace.usual(Duration.ofMinutes(4)), clock, new Random(1));
    village.link(ann, bob);
  }

  private Answer ask(FixedSelf caller, Question question) {
    byte[] answer = (byte[]) handler.handle(Resident.asked(caller.id(), question.encode()));
    return Answer.decode(answer, question.checked().size());
  }

  private Set<NodeId> told(FixedSelf caller, Bits has) {
    return ask(caller, new Question(Answer.MAX_RECORDS, has, List.of())).told().stream()
        .map(each -> network.verify(each.signed()).orElseThrow().id())
        .collect(Collectors.toSet());
  }

  private FixedSelf at(String name, String host, String role) {
    return network
        .node(name)
        .change(
            r ->
                new NodeRecord(
                    r.id(),
                    r.publicKey(),
                    r.name(),
                    r.network(),
                    Set.of(role),
                    r.capabilities(),
                    r.services(),
                    List.of(URI.create("tcp://127.0.0.1:1"), URI.create("tcp://" + host + ":7001")),
                    r.sequence(),
                    r.expires()));
  }

  @Test
  void callerHearsOfTheOthersButNotOfItself() {
    village.link(ann, cyd);
    assertThat(told(bob, NOTHING)).containsExactly(cyd.id());
    assertThat(told(cyd, NOTHING)).containsExactly(bob.id());
  }

  @Test
  void whatTheCallerHasIsNotTold() {
    village.link(ann, cyd);
    Bits has = Bits.of(List.of(Bits.key(cyd.record())), new Random(1));
    assertThat(told(bob, has)).isEmpty();
    cyd.roles("new");
    clock.advance(Duration.ofSeconds(10));
    assertThat(told(bob, has)).containsExactly(cyd.id());
  }

  @Test
  void whoAsksTooOftenIsToldWhen() {
    told(bob, NOTHING);
    clock.advance(Duration.ofSeconds(3));
    assertThatThrownBy(() -> told(bob, NOTHING))
        .isInstanceOfSatisfying(
            ApplicationException.class, e -> assertThat(e.code()).isEqualTo(PeersHandler.LATER))
        .hasMessage("asked again too soon: in 7000 ms (limit: once in 10000 ms)");
    assertThat(told(cyd, NOTHING)).as("others are not concerned").isNotEmpty();
    clock.advance(Duration.ofSeconds(7));
    told(bob, NOTHING);
  }

  @Test
  void garbageIsAnsweredAsSuch() {
    assertThatThrownBy(() -> handler.handle(Resident.asked(bob.id(), new byte[] {7})))
        .isInstanceOfSatisfying(
            ApplicationException.class,
            e -> assertThat(e.code()).isEqualTo(ApplicationException.BAD_PARAMS))
        .hasMessageContaining("version 7");
  }

  @Test
  void answerIsBoundedAndSaysHowMuchIsLeft() {
    for (int i = 0; i < 100; i++) {
      village.link(ann, network.node("n" + i).change(r -> r, 3000));
    }
    Answer answer = ask(bob, new Question(Answer.MAX_RECORDS, NOTHING, List.of()));
    assertThat(answer.told()).hasSize(Answer.MAX_RECORD_BYTES / 3000);
    assertThat(answer.more()).isEqualTo(100 - answer.told().size());
    clock.advance(Duration.ofSeconds(10));
    assertThat(ask(bob, new Question(3, NOTHING, List.of())).told()).hasSize(3);
  }

  @Test
  void rangesAndRolesAreMixed() {
    for (int i = 0; i < 60; i++) {
      village.link(ann, at("crowd" + i, "10.0.0." + (i + 1), "worker"));
    }
    FixedSelf rare = at("rare", "10.0.0.99", "gpu");
    FixedSelf far = at("far", "192.0.2.1", "worker");
    FixedSelf six = at("six", "[2001:db8::1]", "worker");
    FixedSelf named = at("named", "a.example", "worker");
    for (FixedSelf each : List.of(rare, far, six, named)) {
      village.link(ann, each);
    }
    assertThat(told(cyd, NOTHING)).contains(rare.id(), far.id(), six.id(), named.id());
  }

  @Test
  void linkedOnesAreToldFirst() {
    for (int i = 0; i < 60; i++) {
      home.hears(network.node("heard" + i), "mdns", clock.instant());
    }
    assertThat(told(cyd, NOTHING)).contains(bob.id());
  }

  @Test
  void ageOfWhatOthersHaveSaidIsPassedOn() {
    FixedSelf dan = network.node("dan");
    home.hears(dan, "bootstrap", clock.instant());
    learned.note(dan.record(), cyd.id(), clock.instant().minusSeconds(100));
    clock.advance(Duration.ofSeconds(20));
    Answer answer = ask(bob, new Question(32, NOTHING, List.of(Bits.key(dan.record()))));
    assertThat(answer.told().get(0).age()).isEqualTo(Duration.ofMinutes(2));
    assertThat(answer.confirmed()).containsExactly(new Answer.Confirmed(0, Duration.ofMinutes(2)));
    clock.advance(Duration.ofMinutes(8));
    assertThat(told(bob, NOTHING)).as("too old").isEmpty();
  }

  @Test
  void nobodyIsToldBackWhatOnlyItHasSaid() {
    FixedSelf dan = network.node("dan");
    home.hears(dan, "bootstrap", clock.instant());
    learned.note(dan.record(), bob.id(), clock.instant());
    Answer answer = ask(bob, new Question(32, NOTHING, List.of(Bits.key(dan.record()))));
    assertThat(answer.told()).isEmpty();
    assertThat(answer.confirmed()).isEmpty();
    home.hears(dan, "mdns", clock.instant());
    clock.advance(Duration.ofSeconds(10));
    assertThat(told(bob, NOTHING)).containsExactly(dan.id());
  }

  @Test
  void gossipIsLeftToGossip() {
    home.hears(network.node("dan"), "gossip", clock.instant());
    assertThat(told(bob, NOTHING)).isEmpty();
  }
}
