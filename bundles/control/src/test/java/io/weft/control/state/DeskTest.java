package io.weft.control.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.weft.control.Change;
import io.weft.control.Change.What;
import io.weft.control.Colour;
import io.weft.control.ControlException;
import io.weft.control.ControlException.Reason;
import io.weft.control.Kind;
import io.weft.control.Point;
import io.weft.control.Policy;
import io.weft.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeskTest {
  private static final Duration LEASE = Duration.ofSeconds(5);

  private final ManualClock time = new ManualClock();
  private final Replica ada = new Replica(Replica.id(0), time, Duration.ZERO);
  private final Replica bob = new Replica(Replica.id(1), time, Duration.ZERO);

  private static void refused(Reason reason, ThrowingCallable what, String... words) {
    assertThatThrownBy(what)
        .isInstanceOfSatisfying(
            ControlException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(reason);
              assertThat(List.of(words))
                  .allSatisfy(word -> assertThat(e).hasMessageContaining(word));
            });
  }

  // ---- values

  @Test
  void everyKindOfValueCrosses() {
    Map<String, Object> record = Map.of("pan", 0.5, "on", true, "gel", Colour.parse("#ff8000"));
    ada.desk.set("a/number", 3);
    ada.desk.set("a/switch", true);
    ada.desk.set("a/colour", new Colour(1, 2, 3));
    ada.desk.set("a/text", "grün \ud83d\udca1");
    ada.desk.set("a/record", record);

    bob.hear(ada.take());

    assertThat(bob.points()).isEqualTo(ada.points()).hasSize(5);
    assertThat(bob.value("a/number")).isEqualTo(3.0);
    assertThat(bob.value("a/colour")).hasToString("#010203");
    assertThat(bob.value("a/text")).isEqualTo("grün \ud83d\udca1");
    assertThat(bob.value("a/record")).isEqualTo(record);
    assertThat(bob.desk.find("a/text").flatMap(point -> point.as(Double.class))).isEmpty();
  }

  @Test
  void valueOfTheWrongTypeIsRefusedByName() {
    ada.desk.set("stage/light", 0.5);

    refused(
        Reason.WRONG_TYPE,
        () -> ada.desk.set("stage/light", "bright"),
        "stage/light is a number",
        "a text: \"bright\"");
    refused(Reason.WRONG_TYPE, () -> ada.desk.set("x", new int[0]), "x: a value of [I");
    refused(
        Reason.WRONG_TYPE, () -> ada.desk.declare("stage/light", Kind.TEXT, Policy.LAST_WRITER));
    refused(Reason.WRONG_TYPE, () -> ada.desk.declare("sum", Kind.TEXT, Policy.SUM), "for numbers");
    refused(Reason.WRONG_TYPE, () -> ada.desk.add("stage/light", 1), "not a number of the policy");
    assertThat(ada.value("stage/light")).isEqualTo(0.5);
  }

  @Test
  void whatIsTooLargeOrNoValueIsRefused() {
    refused(Reason.BAD, () -> ada.desk.set("x", Double.NaN), "NaN");
    refused(Reason.BAD, () -> ada.desk.set("x", "x".repeat(4097)), "4097 bytes", "4096");
    refused(Reason.BAD, () -> ada.desk.set("x", 1, 16), "priority 16 (0 to 15)");
    refused(Reason.BAD, () -> ada.desk.set("x", Map.of("a b", 1)), "field \"a b\"");
    refused(Reason.BAD, () -> ada.desk.set("x", Map.of("a", Map.of())), "flat");
    Map<String, Object> large = new HashMap<>();
    IntStream.range(0, 5).forEach(i -> large.put("f" + i, "x".repeat(4000)));
    refused(Reason.BAD, () -> ada.desk.set("x", large), "at most 16384");
    assertThat(ada.points()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "a//b", "a/", "a b", "ä", "a/*", "**"})
  void namesHaveTheirForm(String name) {
    refused(Reason.BAD, () -> ada.desk.set(name, 1), "control point \"" + name + "\"");
  }

  @Test
  void tooManyPointsAreRefusedHereAndFromOthers() {
    Replica small =
        new Replica(
            Replica.id(2),
            time,
            Duration.ZERO,
            new Limits(1, 16, Duration.ofHours(1), Duration.ofHours(1)));
    small.desk.set("one", 1);
    ada.desk.set("two", 2);

    refused(Reason.FULL, () -> small.desk.set("three", 3), "limit 1");
    assertThat(small.hear(ada.take()).why().orElseThrow()).contains("two", "limit 1");
  }

  // ---- last writer

  @Test
  void theHigherPriorityCountsAndLetsGo() {
    ada.desk.set("light", 1, 5);
    bob.hear(ada.take());
    Point still = bob.desk.set("light", 2);

    assertThat(still.as(Double.class)).contains(1.0);
    assertThat(still.priority()).isEqualTo(5);
    assertThat(still.setter()).contains(ada.id);
    assertThat(bob.desk.release("light", 5).as(Double.class)).contains(2.0);
    ada.hear(bob.take());
    assertThat(ada.points()).isEqualTo(bob.points());
  }

  @Test
  void aNodeWithALateClockStillSetsWhatItHasSeen() {
    Replica late = new Replica(Replica.id(2), time, Duration.ofHours(-6));
    ada.desk.set("light", 1);
    late.hear(ada.take());

    late.desk.set("light", 2);
    ada.hear(late.take());

    assertThat(ada.value("light")).isEqualTo(2.0);
  }

  @Test
  void aClockThatIsTooFarAheadIsRefusedByNameAndNothingElse() {
    Replica wrong = new Replica(Replica.id(2), time, Duration.ofHours(30));
    wrong.desk.set("light", 9);
    ada.desk.set("light", 1);

    Merged merged = ada.hear(wrong.take());

    assertThat(merged.refused()).isOne();
    assertThat(merged.why().orElseThrow())
        .contains("light", wrong.id.shortText(), "1800 min ahead", "limit 1440");
    assertThat(ada.value("light")).isEqualTo(1.0);
    bob.hear(ada.take());
    time.advance(Duration.ofHours(7)); // by now its time has come
    wrong.desk.set("other", 1);
    ada.sync(bob);
    assertThat(ada.points()).isEqualTo(bob.points());
  }

  // ---- maximum and sum

  @Test
  void theLargestOfEachNodesNumberCounts() {
    ada.desk.declare("level", Kind.NUMBER, Policy.MAXIMUM);
    ada.desk.set("level", 80);
    bob.hear(ada.take());
    bob.desk.set("level", 50);
    ada.hear(bob.take());
    assertThat(ada.value("level")).isEqualTo(80.0);

    ada.desk.set("level", 20);
    assertThat(ada.value("level")).isEqualTo(50.0);
    assertThat(ada.desk.set("level", 30, 1).as(Double.class)).contains(30.0);
    assertThat(ada.desk.release("level", 0).as(Double.class)).contains(50.0);
  }

  @Test
  void whatEachNodeAddsIsSummedOnce() {
    ada.desk.add("visitors", 2);
    byte[] twice = ada.take();
    bob.desk.add("visitors", 3);
    bob.hear(twice);
    bob.hear(twice);
    bob.desk.add("visitors", -1);

    assertThat(bob.value("visitors")).isEqualTo(4.0);
    assertThat(bob.desk.set("visitors", 10).as(Double.class)).contains(12.0);
    assertThat(bob.desk.release("visitors", 0).as(Double.class)).contains(2.0);
  }

  @Test
  void whatANodeAddedSurvivesItsRestart() {
    ada.desk.add("visitors", 2);
    bob.hear(ada.take());
    Replica again = new Replica(ada.id, time, Duration.ofHours(-2)); // its clock was set back
    again.desk.add("visitors", 5);

    again.sync(bob);
    assertThat(bob.value("visitors")).isEqualTo(7.0);

    // What is old is taken over, so that restarts do not add up for ever.
    time.advance(Duration.ofHours(30));
    Replica third = new Replica(ada.id, time, Duration.ZERO);
    third.sync(bob);
    third.desk.add("visitors", 1);
    bob.hear(third.take());
    assertThat(bob.value("visitors")).isEqualTo(8.0);
    assertThat(((Shares) bob.board.buckets().states(hashes()).get(0).content()).shares())
        .hasSize(1);
    third.sync(again);
    again.desk.add("visitors", 1);
    third.sync(again);
    assertThat(third.value("visitors")).isEqualTo(again.value("visitors")).isIn(9.0, 14.0);
  }

  @Test
  void twoRestartsWithTheSameHybridTimeAreNotTakenForOne() {
    Replica ahead = new Replica(Replica.id(2), time, Duration.ofHours(5));
    ahead.desk.set("light", 1); // pulls the clocks of both starts to the same time
    byte[] late = ahead.take();
    Replica first = new Replica(ada.id, time, Duration.ZERO);
    first.hear(late);
    first.desk.add("visitors", 1);
    bob.hear(first.take());
    Replica second = new Replica(ada.id, time, Duration.ZERO);
    second.hear(late);
    second.desk.add("visitors", 2);

    bob.hear(second.take());

    assertThat(bob.value("visitors")).isEqualTo(3.0);
  }

  private static List<Long> hashes() {
    return List.of(Hash.of("visitors"));
  }

  // ---- leases

  @Test
  void onlyTheHolderSets() {
    ada.desk.take("crane", Kind.NUMBER, LEASE, 0);
    ada.desk.set("crane", 1);
    bob.hear(ada.take());

    assertThat(bob.desk.find("crane").orElseThrow().holder()).contains(ada.id);
    refused(Reason.NOT_HELD, () -> bob.desk.set("crane", 2), ada.id.shortText(), "5000 ms");
    refused(Reason.NOT_HELD, () -> bob.desk.take("crane", Kind.NUMBER, LEASE, 0));
    refused(Reason.NOT_HELD, () -> bob.desk.delete("crane"));
    ada.desk.handOver("crane", bob.id);
    bob.hear(ada.take());
    bob.desk.set("crane", 2);
    ada.hear(bob.take());
    refused(Reason.NOT_HELD, () -> ada.desk.set("crane", 3), bob.id.shortText());
    assertThat(ada.value("crane")).isEqualTo(2.0);
  }

  @Test
  void aLeaseEndsByItselfOnEveryNodesOwnWatch() {
    Replica hours = new Replica(Replica.id(2), time, Duration.ofHours(9));
    List<Optional<?>> holders = new ArrayList<>();
    ada.desk.take("crane", Kind.NUMBER, LEASE, 0);
    hours.hear(ada.take());
    hours.desk.watch("crane", point -> holders.add(point.holder()));
    time.advance(Duration.ofSeconds(4));
    ada.desk.set("crane", 1); // renews it
    hours.hear(ada.take());
    time.advance(Duration.ofSeconds(4));
    refused(Reason.NOT_HELD, () -> hours.desk.take("crane", Kind.NUMBER, LEASE, 0));

    time.advance(Duration.ofSeconds(2));
    hours.board.tick();

    assertThat(holders).last().isEqualTo(Optional.empty());
    refused(Reason.NOT_HELD, () -> ada.desk.set("crane", 2), "held by nobody");
    assertThat(hours.desk.take("crane", Kind.NUMBER, LEASE, 0).holder()).contains(hours.id);
    assertThat(hours.value("crane")).isEqualTo(1.0);
  }

  @Test
  void aHigherPriorityTakesALeaseAway() {
    ada.desk.take("crane", Kind.NUMBER, LEASE, 0);
    bob.hear(ada.take());
    bob.desk.take("crane", Kind.NUMBER, LEASE, 3);
    ada.hear(bob.take());

    assertThat(ada.desk.find("crane").orElseThrow().holder()).contains(bob.id);
    bob.desk.giveBack("crane");
    ada.hear(bob.take());
    assertThat(ada.desk.take("crane", Kind.NUMBER, LEASE, 0).holder()).contains(ada.id);
    refused(Reason.BAD, () -> ada.desk.take("x", Kind.NUMBER, Duration.ZERO, 0), "PT0.1S");
  }

  @Test
  void twoHoldersOfAPartitionBecomeOne() {
    ada.desk.take("crane", Kind.NUMBER, LEASE, 0);
    bob.desk.take("crane", Kind.NUMBER, LEASE, 0);
    ada.desk.set("crane", 1);
    bob.desk.set("crane", 2);

    ada.sync(bob);
    bob.sync(ada);

    assertThat(ada.points()).isEqualTo(bob.points());
    assertThat(ada.desk.find("crane").orElseThrow().holder()).contains(bob.id);
    assertThat(ada.value("crane")).isEqualTo(2.0);
  }

  @Test
  void whatAHostileMemberSetsToTheLastStaysUsableElsewhere() {
    Stamp stamp = new Stamp(ada.board.clock.tick(), bob.id);
    List<PointState> hostile = new ArrayList<>();
    hostile.add(
        new PointState(
            "crane",
            0,
            Policy.LEASE,
            Kind.NUMBER,
            new Tenure(Tenure.MOST, 0, stamp, bob.id, 100, Tenure.MOST, null)));
    hostile.add(PointState.gone("light", PointState.MAX_LIFE - 1, stamp));
    hostile.add(
        new PointState(
            "sum",
            0,
            Policy.SUM,
            Kind.NUMBER,
            new Shares(List.of(new Share(ada.id, Long.MAX_VALUE - 1, 0, 1, 0, Double.MAX_VALUE)))));
    Merged merged = ada.hear(Batch.take(List.of(), hostile.iterator()));
    time.advance(LEASE);

    assertThat(merged.why().orElseThrow()).startsWith("sum");
    refused(Reason.FULL, () -> ada.desk.take("crane", Kind.NUMBER, LEASE, 0), "use another name");
    ada.desk.set("light", 1);
    refused(Reason.FULL, () -> ada.desk.delete("light"), "use another name");
    bob.hear(ada.take());
    assertThat(bob.value("light")).isEqualTo(1.0);
  }

  // ---- deletion, history, watches

  @Test
  void whatIsDeletedStaysDeletedForItsTime() {
    ada.desk.set("light", 1);
    byte[] old = ada.take();
    bob.hear(old);
    bob.desk.delete("light");
    ada.hear(bob.take());
    ada.hear(old);

    assertThat(ada.desk.find("light")).isEmpty();
    refused(Reason.NOT_KNOWN, () -> ada.desk.delete("light"), "no control point light");
    assertThat(ada.desk.set("light", "now a text").kind()).isEqualTo(Kind.TEXT);
    ada.desk.delete("light");
    bob.hear(ada.take());
    time.advance(Duration.ofHours(25));
    bob.board.tick();
    assertThat(bob.board.size()).isZero();
    assertThat(Comparison.question(ada.board.buckets()))
        .isEqualTo(Comparison.question(bob.board.buckets()));
    refused(Reason.NOT_KNOWN, () -> ada.desk.release("never", 0), "never");
  }

  @Test
  void historySaysWhoSetWhatWhenWithWhichPriority() {
    ada.desk.set("light", 1, 2);
    bob.hear(ada.take());
    time.advance(Duration.ofSeconds(2));
    IntStream.range(0, 100).forEach(i -> bob.desk.set("light", i));
    bob.desk.release("light", 0);

    List<Change> history = bob.desk.history("light");

    assertThat(history)
        .extracting(Change::by, Change::what, Change::priority, Change::value)
        .containsExactly(
            tuple(ada.id, What.SET, 2, Optional.of(1.0)),
            tuple(bob.id, What.SET, 0, Optional.of(99.0)),
            tuple(bob.id, What.RELEASED, 0, Optional.empty()));
    for (int i = 0; i < 100; i++) {
      time.advance(Duration.ofSeconds(1));
      bob.desk.set("light", i);
    }
    assertThat(bob.desk.history("light")).hasSize(16);
  }

  @Test
  void watchersAreToldOfAllThatMatchesNowAndThen() {
    List<String> told = new ArrayList<>();
    ada.desk.set("stage/1/light", 1);
    ada.desk.set("hall/light", 1);
    var watch =
        ada.desk.watch("stage/*/light", point -> told.add(point.name() + point.value().get()));
    ada.desk.set("stage/2/light", 2);
    ada.desk.set("stage/2/light", 2); // nothing that shows
    watch.close();
    ada.desk.set("stage/2/light", 3);

    assertThat(told).containsExactly("stage/1/light1.0", "stage/2/light2.0");
    refused(Reason.BAD, () -> ada.desk.watch("a/**/b", point -> {}), "a/**/b");
    assertThat(ada.desk.points("stage/**")).hasSize(2);
    assertThat(ada.desk.points("**")).hasSize(3);
  }
}
