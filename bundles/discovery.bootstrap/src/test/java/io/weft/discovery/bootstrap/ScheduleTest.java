package io.weft.discovery.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.node.NodeId;
import io.weft.peer.PeerInfo;
import io.weft.testkit.ManualClock;
import io.weft.testkit.TestNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final Pace PACE = Pace.usual(Duration.ofMinutes(4));

  private final TestNetwork network = new TestNetwork("blue");
  private final ManualClock clock = new ManualClock();
  private final Village village = new Village(network, clock);
  private final Set<NodeId> silent = new HashSet<>();
  private final Schedule schedule =
      new Schedule(PACE, clock.instant(), new Random(1), peer -> !silent.contains(peer));

  private List<PeerInfo> peers(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Resident.info(village.resident(network.node("peer " + i))))
        .toList();
  }

  /** Who is asked in this time; each answers at once. */
  private List<NodeId> asked(List<PeerInfo> present, Duration time, boolean wants) {
    List<NodeId> asked = new ArrayList<>();
    for (long millis = 0; millis < time.toMillis(); millis += 50) {
      schedule.seat(present, clock.instant());
      for (PeerInfo each : schedule.due(clock.instant(), wants)) {
        asked.add(each.id());
        schedule.done(each.id());
      }
      clock.advance(Duration.ofMillis(50));
    }
    return asked;
  }

  @Test
  void everyoneIsAskedSoonAfterItHasConnected() {
    List<PeerInfo> present = peers(10);
    assertThat(asked(present, Duration.ofSeconds(1), false))
        .containsExactlyInAnyOrderElementsOf(present.stream().map(PeerInfo::id).toList());
    assertThat(asked(present, Duration.ofSeconds(100), false)).isEmpty();
  }

  @Test
  void withCompanyEnoughOneIsAskedInAPeriodInTurn() {
    List<PeerInfo> present = peers(3);
    asked(present, Duration.ofSeconds(1), false);
    List<NodeId> asked = asked(present, Duration.ofMinutes(24), false);
    assertThat(asked.size()).isBetween(4, 8);
    assertThat(new HashSet<>(asked.subList(0, 3))).hasSize(3);
  }

  @Test
  void withTooLittleCompanyPausesBeginShortAndGrow() {
    List<PeerInfo> present = peers(3);
    asked(present, Duration.ofSeconds(1), true);
    assertThat(asked(present, Duration.ofMinutes(2), true).size()).isBetween(2, 5);
    assertThat(asked(present, Duration.ofMinutes(24), true).size()).isBetween(4, 8);
  }

  @Test
  void whoStartsToWantCompanyDoesNotWaitForThePeriod() {
    List<PeerInfo> present = peers(1);
    asked(present, Duration.ofSeconds(20), false);
    assertThat(asked(present, Duration.ofSeconds(16), true)).hasSize(1);
  }

  @Test
  void whoDoesNotOfferAnswersIsLookedAtForAWhileAndThenInTurn() {
    List<PeerInfo> present = peers(2);
    silent.add(present.get(0).id());
    assertThat(asked(present, Duration.ofSeconds(3), false)).containsExactly(present.get(1).id());
    silent.clear();
    assertThat(asked(present, Duration.ofSeconds(1), false)).containsExactly(present.get(0).id());
  }

  @Test
  void notMoreThanFourQuestionsAreUnderWay() {
    List<PeerInfo> present = peers(10);
    schedule.seat(present, clock.instant());
    clock.advance(Duration.ofSeconds(1));
    List<PeerInfo> first = schedule.due(clock.instant(), true);
    assertThat(first).hasSize(4);
    assertThat(schedule.due(clock.instant(), true)).isEmpty();
    schedule.done(first.get(0).id());
    clock.advance(Duration.ofMillis(100));
    assertThat(schedule.due(clock.instant(), true)).hasSize(1);
  }

  @Test
  void whoHasMoreIsAskedAgainWhenItMayAnswer() {
    List<PeerInfo> present = peers(1);
    asked(present, Duration.ofSeconds(1), false);
    schedule.again(present.get(0).id(), clock.instant());
    assertThat(asked(present, Duration.ofSeconds(10), false)).isEmpty();
    assertThat(asked(present, Duration.ofSeconds(2), false)).hasSize(1);
  }

  @Test
  void whoLeavesAndComesBackIsAskedAgain() {
    List<PeerInfo> present = peers(1);
    asked(present, Duration.ofSeconds(1), false);
    asked(List.of(), Duration.ofSeconds(1), false);
    assertThat(asked(present, Duration.ofSeconds(1), false)).hasSize(1);
  }
}
