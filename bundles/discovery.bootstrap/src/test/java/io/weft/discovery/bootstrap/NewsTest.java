package io.weft.discovery.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.discovery.Sighting;
import io.weft.node.NodeId;
import io.weft.peer.PeerInfo;
import io.weft.testkit.FixedSelf;
import io.weft.testkit.ManualClock;
import io.weft.testkit.RecordingSink;
import io.weft.testkit.TestNetwork;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NewsTest {
  private final TestNetwork network = new TestNetwork("blue");
  private final ManualClock clock = new ManualClock(Instant.now());
  private final Village village = new Village(network, clock);
  private final FixedSelf ann = network.node("ann");
  private final FixedSelf bob = network.node("bob");
  private final FixedSelf cyd = network.node("cyd");
  private final RecordingSink annSees = network.sink();
  private final Learned learned = new Learned();
  private final Conduct conduct = new Conduct();
  private final Resident home = village.resident(ann);
  private final PeerInfo fromBob = Resident.info(village.resident(bob));
  private final News news =
      new News(ann, home.around(annSees), learned, conduct, clock, new Random(1));

  NewsTest() {
    village.link(ann, bob);
  }

  private News.Asked question() {
    return news.question(home);
  }

  private boolean answer(News.Asked asked, Answer answer) {
    return news.answered(fromBob, asked, answer.encode(), home);
  }

  private static Answer.Told told(FixedSelf node, Duration age) {
    return new Answer.Told(age, node.signedRecord());
  }

  private static Answer tells(FixedSelf... nodes) {
    return new Answer(
        0, List.of(nodes).stream().map(each -> told(each, Duration.ZERO)).toList(), List.of());
  }

  @Test
  void whatIsKnownIsNotAskedFor() {
    Bits has = question().question().has();
    assertThat(has.has(Bits.key(ann.record()))).isTrue();
    assertThat(has.has(Bits.key(bob.record()))).isTrue();
    assertThat(has.has(Bits.key(cyd.record()))).isFalse();
    assertThat(question().question().wanted()).isEqualTo(Answer.MAX_RECORDS);
  }

  @Test
  void whatThisSourceHasToldInAnEarlierLifeIsAskedForAgain() {
    home.hears(cyd, "bootstrap", clock.instant());
    assertThat(question().question().has().has(Bits.key(cyd.record()))).isFalse();
    home.hears(cyd, "mdns", clock.instant());
    assertThat(question().question().has().has(Bits.key(cyd.record()))).isTrue();
  }

  @Test
  void newsAreReportedWithTheirPlaceAndForAsLongAsTheyAreFresh() {
    answer(question(), new Answer(0, List.of(told(cyd, Duration.ofSeconds(100))), List.of()));
    assertThat(annSees.sees(cyd)).isTrue();
    assertThat(annSees.sightings().get(0).place())
        .contains("peer bob (" + bob.id().shortText() + ")");
    assertThat(annSees.validities()).containsExactly(Duration.ofSeconds(500));
  }

  @Test
  void oldNewsAreNotReported() {
    answer(question(), new Answer(0, List.of(told(cyd, Duration.ofMinutes(10))), List.of()));
    assertThat(annSees.sightings()).isEmpty();
  }

  @Test
  void whoIsConfirmedIsBelievedForLonger() {
    answer(question(), tells(cyd));
    clock.advance(Duration.ofMinutes(4));
    News.Asked again = question();
    assertThat(again.checked()).containsExactly(cyd.id());
    answer(
        again, new Answer(0, List.of(), List.of(new Answer.Confirmed(0, Duration.ofMinutes(1)))));
    assertThat(annSees.validities()).containsExactly(Duration.ofMinutes(10), Duration.ofMinutes(9));
  }

  @Test
  void oldConfirmationRenewsNothing() {
    answer(question(), tells(cyd));
    clock.advance(Duration.ofMinutes(4));
    answer(
        question(),
        new Answer(0, List.of(), List.of(new Answer.Confirmed(0, Duration.ofMinutes(5)))));
    assertThat(annSees.sightings()).hasSize(1);
  }

  @Test
  void whoIsNotConfirmedByWhoToldOfItIsGone() {
    answer(question(), tells(cyd));
    answer(question(), new Answer(0, List.of(), List.of()));
    assertThat(annSees.goneIs(cyd)).isTrue();
    assertThat(question().checked()).isEmpty();
  }

  @Test
  void whoIsNotConfirmedBySomebodyElseStays() {
    answer(question(), tells(cyd));
    PeerInfo dan = Resident.info(village.resident(network.node("dan")));
    news.answered(dan, question(), new Answer(0, List.of(), List.of()).encode(), home);
    assertThat(annSees.sees(cyd)).isTrue();
  }

  @Test
  void whatANodeHasTakenOverByLinkIsNotAskedAfter() {
    answer(question(), tells(cyd));
    village.link(ann, cyd);
    assertThat(question().checked()).isEmpty();
  }

  @Test
  void forgedRecordsAreToldAndTheirTellerIsNotAskedForAnHour() {
    FixedSelf stranger = new TestNetwork("red").node("stranger");
    for (int i = 0; i < Conduct.MAX_FALSE; i++) {
      assertThat(conduct.shuns(bob.id(), clock.instant())).isFalse();
      answer(question(), tells(stranger));
    }
    assertThat(annSees.rejected()).isEqualTo(Conduct.MAX_FALSE);
    assertThat(annSees.sightings()).allMatch(each -> each instanceof Sighting.Signed);
    assertThat(annSees.troubles().values())
        .singleElement()
        .asString()
        .contains("not genuine", "for the 8th time within an hour", "not asked for 60 minutes");
    assertThat(conduct.shuns(bob.id(), clock.instant())).isTrue();
    clock.advance(Conduct.HOUR);
    assertThat(conduct.shuns(bob.id(), clock.instant())).isFalse();
    answer(question(), tells(cyd));
    assertThat(annSees.troubles()).isEmpty();
  }

  @Test
  void restOfAnAnswerThatIsFullOfForgeriesIsNotLookedAt() {
    TestNetwork red = new TestNetwork("red");
    FixedSelf[] forged =
        IntStream.range(0, 20).mapToObj(i -> red.node("x" + i)).toArray(FixedSelf[]::new);
    answer(question(), tells(forged));
    assertThat(annSees.rejected()).isEqualTo(Conduct.MAX_FALSE);
  }

  @Test
  void garbageAndTooMuchAreSaid() {
    news.answered(fromBob, question(), new byte[] {9}, home);
    assertThat(annSees.troubles().values())
        .containsExactly("its answer cannot be read: version 9 (1 is known here)");
    News.Asked nothing =
        new News.Asked(new Question(0, new Bits(0, 0, new byte[0]), List.of()), List.of());
    answer(nothing, tells(cyd));
    assertThat(annSees.troubles().values()).containsExactly("1 records (0 were asked for)");
    assertThat(annSees.sightings()).isEmpty();
  }

  @Test
  void onePeerDoesNotFillTheTables() {
    int reported = 0;
    for (int round = 0; round < 10; round++) {
      List<Answer.Told> many = new ArrayList<>();
      for (int i = 0; i < Answer.MAX_RECORDS; i++) {
        many.add(told(network.node("n" + round + "-" + i), Duration.ZERO));
      }
      // As if the node had linked them all, so that more is wanted.
      News.Asked asked =
          new News.Asked(
              new Question(Answer.MAX_RECORDS, new Bits(0, 0, new byte[0]), List.of()), List.of());
      answer(asked, new Answer(0, many, List.of()));
      reported = annSees.sightings().size();
    }
    assertThat(reported).isEqualTo(Conduct.MAX_NEW);
    assertThat(annSees.troubles().values())
        .singleElement()
        .asString()
        .contains("256 new nodes within an hour (the limit)");
    assertThat(question().question().wanted())
        .as("as many as this source keeps known are known")
        .isZero();
    assertThat(question().checked()).hasSize(Question.MAX_CHECKED);
  }

  @Test
  void olderRecordThanTheKnownOneIsNotReported() {
    byte[] old = cyd.signedRecord();
    cyd.roles("gpu");
    home.hears(cyd, "mdns", clock.instant());
    answer(question(), new Answer(0, List.of(new Answer.Told(Duration.ZERO, old)), List.of()));
    assertThat(annSees.sightings()).isEmpty();
  }

  @Test
  void moreIsAskedForOnlyAsLongAsThereIsNews() {
    assertThat(answer(question(), new Answer(5, List.of(), List.of()))).isFalse();
    assertThat(answer(question(), new Answer(5, List.of(told(cyd, Duration.ZERO)), List.of())))
        .isTrue();
    NodeId same = cyd.id();
    assertThat(learned.of(same)).isPresent();
  }
}
