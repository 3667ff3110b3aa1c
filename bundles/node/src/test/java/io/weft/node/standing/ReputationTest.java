package io.weft.node.standing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weft.node.standing.Sentence.Kind;
import io.weft.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReputationTest {
  private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final Reputation reputation = new Reputation(clock.instant());

  private Sentence saw(Deed deed, int bansBefore) {
    return Sentence.of(reputation, deed, "", bansBefore, clock.instant());
  }

  private double score() {
    return reputation.score(clock.instant());
  }

  @Test
  void goodDeedsRaiseItUpToTheBest() {
    for (int i = 0; i < 1000; i++) {
      saw(Deed.STAYED, 0);
    }

    assertThat(score()).isEqualTo(Reputation.BEST);
  }

  @Test
  void aFlakyLinkNeverGetsAPeerDisconnectedOrBanned() {
    for (int i = 0; i < 100_000; i++) {
      assertThat(saw(Deed.BROKE, 0).kind()).isEqualTo(Kind.NONE);
      assertThat(saw(Deed.UNREACHABLE, 0).kind()).isEqualTo(Kind.NONE);
      assertThat(saw(Deed.LEFT_UNANSWERED, 0).kind()).isEqualTo(Kind.NONE);
    }

    assertThat(score()).isEqualTo(Reputation.WORST_LUCK);
  }

  @Test
  void twoViolationsDisconnectOnceAndFourBan() {
    assertThat(saw(Deed.VIOLATION, 0).kind()).isEqualTo(Kind.NONE);
    assertThat(saw(Deed.VIOLATION, 0).kind()).isEqualTo(Kind.DISCONNECT);
    assertThat(saw(Deed.VIOLATION, 0).kind()).isEqualTo(Kind.NONE);
    assertThat(saw(Deed.VIOLATION, 0).kind()).isEqualTo(Kind.BAN);
  }

  @Test
  void goodLuckDoesNotBuyMalice() {
    for (int i = 0; i < 1000; i++) {
      saw(Deed.ANSWERED, 0);
    }
    for (int i = 0; i < 3; i++) {
      saw(Deed.VIOLATION, 0);
    }

    assertThat(saw(Deed.VIOLATION, 0).kind()).isEqualTo(Kind.BAN);
  }

  @Test
  void eachBanIsLongerAndTheLastIsForGood() {
    for (int i = 0; i < 4; i++) {
      saw(Deed.VIOLATION, 0);
    }

    assertThat(saw(Deed.VIOLATION, 0).howLong()).contains(Duration.ofMinutes(10));
    assertThat(saw(Deed.VIOLATION, 1).howLong()).contains(Duration.ofHours(2));
    assertThat(saw(Deed.VIOLATION, 2).howLong()).contains(Duration.ofDays(1));
    assertThat(saw(Deed.VIOLATION, 3).howLong()).isEqualTo(Optional.empty());
  }

  @Test
  void violationsThatAreFarApartAreNotAddedUp() {
    for (int day = 0; day < 30; day++) {
      assertThat(saw(Deed.VIOLATION, 0).kind()).isEqualTo(Kind.NONE);
      clock.advance(Duration.ofDays(1));
    }
  }

  @Test
  void luckAndMaliceFade() {
    saw(Deed.VIOLATION, 0);
    clock.advance(Reputation.MALICE_HALVES);
    assertThat(score()).isCloseTo(Deed.VIOLATION.weight / 2, within(0.01));
    clock.advance(Duration.ofDays(365));
    assertThat(score()).isCloseTo(0, within(0.01));
  }

  @Test
  void aClockThatIsSetBackChangesNothing() {
    saw(Deed.VIOLATION, 0);
    double before = score();

    assertThat(reputation.score(clock.instant().minus(Duration.ofHours(5)))).isEqualTo(before);
  }

  @Test
  void whatWasStoredFadesMeanwhile() {
    Instant then = clock.instant().minus(Reputation.LUCK_HALVES);

    reputation.recall(80, 0, then, clock.instant());

    assertThat(score()).isCloseTo(40, within(0.01));
  }

  @Test
  void damagedNumbersFromAStoreAreNotBelieved() {
    reputation.recall(Double.NaN, Double.NEGATIVE_INFINITY, clock.instant(), clock.instant());

    assertThat(score()).isBetween(Reputation.WORST, Reputation.BEST);
  }

  @Test
  void reasonsAreNewestFirstAddedUpAndBounded() {
    reputation.saw(Deed.LINKED, "", clock.instant());
    for (int i = 0; i < 3; i++) {
      reputation.saw(Deed.BROKE, "closed by the peer", clock.instant());
    }
    assertThat(reputation.reasons())
        .containsExactly("-9 its links broke (3 times): closed by the peer", "+2 linked");

    for (int i = 0; i < 100; i++) {
      reputation.saw(i % 2 == 0 ? Deed.LINKED : Deed.BROKE, "", clock.instant());
    }
    assertThat(reputation.reasons()).hasSize(8);
  }

  @Test
  void forgivingLeavesTheGood() {
    saw(Deed.LINKED, 0);
    saw(Deed.VIOLATION, 0);

    reputation.forgive(clock.instant());

    assertThat(score()).isEqualTo(Deed.LINKED.weight);
  }
}
