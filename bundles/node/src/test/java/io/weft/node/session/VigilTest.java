package io.weft.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.node.session.ModelLan.Host;
import io.weft.transport.Lane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a silent peer is dead, on a modelled network in modelled time. */
class VigilTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Lane[] LANES = {Lane.CONTROL, Lane.CALLS};
  private static final int PEERS = 20;

  private final ModelLan lan = new ModelLan(1);

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }

  /** An observer with peers that only answer. */
  private List<Host> observed(Host observer, int peers) {
    List<Host> all = new ArrayList<>();
    for (int i = 0; i < peers; i++) {
      Host peer = lan.host();
      lan.connect(observer, peer, LANES);
      all.add(peer);
    }
    return all;
  }

  @Test
  void aDeadPeerOnAQuietLanIsNoticedWithinASecondWheneverItDies() {
    Duration worst = Duration.ZERO;
    for (int phase = 0; phase < 250; phase += 10) {
      ModelLan quiet = new ModelLan(phase);
      Host a = quiet.host().watching();
      Host b = quiet.host().watching();
      quiet.connect(phase % 20 == 0 ? a : b, phase % 20 == 0 ? b : a, LANES);
      quiet.pass(millis(5000 + phase));
      b.dead = true;
      Duration took = quiet.untilLost(a, Duration.ofSeconds(5));
      worst = took.compareTo(worst) > 0 ? took : worst;
      assertThat(a.lost).as("phase " + phase).hasSize(1);
      assertThat(a.lost.get(0)).contains("nothing was heard for");
    }
    assertThat(worst).isLessThan(SECOND).isGreaterThan(millis(400));
  }

  @Test
  void aLinkThatWasMadeAMomentAgoIsNoLessWatched() {
    Host a = lan.host().watching();
    lan.pass(millis(1700)); // it looks seldom while there are no links
    Host b = lan.host();
    lan.connect(a, b, LANES);
    lan.pass(millis(900));
    assertThat(a.lost).isEmpty();
    b.dead = true;

    assertThat(lan.untilLost(a, Duration.ofSeconds(5))).isLessThan(SECOND);
  }

  @Test
  void tenMinutesWithFivePercentLossRaiseNoAlarm() {
    for (int seed = 0; seed < 20; seed++) {
      ModelLan lossy = new ModelLan(seed);
      lossy.loss = 0.05;
      Host a = lossy.host().watching();
      Host b = lossy.host().watching();
      lossy.connect(a, b, LANES);
      lossy.pass(Duration.ofMinutes(10));

      assertThat(a.lost).as("seed " + seed).isEmpty();
      assertThat(b.lost).as("seed " + seed).isEmpty();
      assertThat(a.sessions.get(0).connected()).isTrue();
    }
  }

  @Test
  void aPauseOf300MillisecondsOnEitherSideRaisesNoAlarm() {
    for (int phase = 0; phase < 250; phase += 5) {
      ModelLan quiet = new ModelLan(phase);
      Host a = quiet.host().watching();
      Host b = quiet.host().watching();
      quiet.connect(a, b, LANES);
      quiet.pass(millis(3000 + phase));
      (phase % 2 == 0 ? a : b).pause(millis(300));
      quiet.pass(Duration.ofSeconds(5));

      assertThat(a.lost).as("phase " + phase).isEmpty();
      assertThat(b.lost).as("phase " + phase).isEmpty();
    }
  }

  @Test
  void whoStoodStillForSecondsBlamesNobody() {
    Host a = lan.host().watching();
    observed(a, 1);
    for (int i = 0; i < 50; i++) {
      lan.pass(millis(1000 + 7 * i));
      a.pause(Duration.ofSeconds(2 + i % 3));
    }
    lan.pass(Duration.ofSeconds(10));

    assertThat(a.lost).isEmpty();
  }

  @Test
  void aSickObserverDeclaresNobodyDead() {
    Host a = lan.host().watching();
    observed(a, PEERS);
    lan.pass(Duration.ofSeconds(5));
    for (int i = 0; i < 60; i++) { // its clock comes late, and its readers later
      a.pause(millis(100 + 37 * i % 900));
      a.deafFor(millis(1000 + 91 * i % 1500));
      lan.pass(millis(2600));
    }
    for (int i = 0; i < 10; i++) { // its clock is on time, and it reads nothing
      a.deafFor(Duration.ofSeconds(8));
      lan.pass(Duration.ofSeconds(20));
    }

    assertThat(a.lost).isEmpty();
    assertThat(a.sessions).allMatch(Session::connected);
  }

  @Test
  void whoHearsNobodyForGoodGivesUpInTheEnd() {
    Host a = lan.host().watching();
    observed(a, PEERS);
    lan.pass(Duration.ofSeconds(5));
    a.deafFor(Duration.ofMinutes(5));

    lan.pass(Duration.ofSeconds(9));
    assertThat(a.lost).isEmpty();
    lan.pass(Duration.ofSeconds(3));
    assertThat(a.lost).hasSize(PEERS);
  }

  @Test
  void aDeadOneAmongTwentyIsFound() {
    Host a = lan.host().watching();
    List<Host> peers = observed(a, PEERS);
    lan.pass(Duration.ofSeconds(5));
    peers.get(7).dead = true;

    assertThat(lan.untilLost(a, Duration.ofSeconds(5))).isLessThan(SECOND);
    lan.pass(Duration.ofSeconds(30));
    assertThat(a.lost).hasSize(1);
    assertThat(a.sessions.get(7).connected()).isFalse();
  }

  @Test
  void aDeadOneIsFoundEvenByASickObserver() {
    Host a = lan.host().watching();
    List<Host> peers = observed(a, PEERS);
    lan.pass(Duration.ofSeconds(5));
    peers.get(7).dead = true;
    for (int i = 0; i < 12 && a.lost.isEmpty(); i++) {
      a.pause(millis(300));
      lan.pass(millis(1000));
    }

    assertThat(a.lost).hasSize(1);
    assertThat(a.sessions.get(7).connected()).isFalse();
  }

  @Test
  void afterTroublePatienceIsShortAgain() {
    Host a = lan.host().watching();
    List<Host> peers = observed(a, 2);
    lan.loss = 0.05;
    lan.pass(Duration.ofMinutes(2));
    peers.get(0).dead = true;
    Duration troubled = lan.untilLost(a, Duration.ofMinutes(1));
    lan.loss = 0;
    lan.pass(Patience.MEMORY.multipliedBy(2).plus(SECOND));
    peers.get(1).dead = true;

    assertThat(troubled).isBetween(millis(750), Duration.ofSeconds(11));
    assertThat(lan.untilLost(a, Duration.ofMinutes(1))).isLessThan(SECOND);
  }

  @Test
  void aLaneThatIsStuckEndsAloneAndItsPeerStays() {
    Host a = lan.host().watching();
    observed(a, 1);
    lan.pass(Duration.ofSeconds(5));
    a.pipes.get(0).cut = true;
    a.pipes.get(0).other.cut = true;
    lan.pass(Duration.ofSeconds(18));
    assertThat(a.pipes.get(0).link.usable()).isTrue();
    lan.pass(Duration.ofSeconds(4));

    assertThat(a.pipes.get(0).link.usable()).isFalse();
    assertThat(a.pipes.get(1).link.usable()).isTrue();
    assertThat(a.lost).isEmpty();
  }

  @Test
  void whereOneDirectionIsCutBothSidesHearOfIt() {
    Host a = lan.host().watching();
    Host b = lan.host().watching();
    lan.connect(a, b, LANES);
    lan.pass(Duration.ofSeconds(5));
    a.pipes.forEach(pipe -> pipe.cut = true);

    assertThat(lan.untilLost(a, Duration.ofSeconds(5))).isLessThan(Duration.ofMillis(1100));
    assertThat(b.lost).hasSize(1);
  }

  @Test
  void whoSaysSomethingButAnswersNothingIsGivenUpInTheEnd() {
    Host a = lan.host().watching();
    Host b = lan.host();
    b.liveness =
        new Liveness(
            new Liveness.Pace(millis(250), Duration.ofDays(1), Duration.ofDays(1)),
            Liveness.DEFAULT.local());
    b.watching();
    lan.connect(a, b, LANES);
    lan.pass(Duration.ofSeconds(5));
    a.pipes.forEach(pipe -> pipe.cut = true);
    lan.pass(Duration.ofSeconds(18));
    assertThat(a.lost).isEmpty();
    lan.pass(Duration.ofSeconds(4));

    assertThat(a.lost).hasSize(1);
    assertThat(a.lost.get(0)).contains("nothing was answered");
  }

  @Test
  void idleLinksCostFourHeartbeatsASecondAndNoMoreLooks() {
    Host a = lan.host().watching();
    observed(a, 10);
    lan.pass(Duration.ofSeconds(10));
    int looks = a.looks;
    long sent = a.heartbeatsSent();
    lan.pass(Duration.ofMinutes(1));

    assertThat(a.looks - looks).isBetween(235, 245);
    assertThat(a.heartbeatsSent() - sent).isBetween(10L * 5 * 58, 10L * 5 * 61);
  }
}
