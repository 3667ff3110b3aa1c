package io.weft.control.spread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.control.Change;
import io.weft.control.Kind;
import io.weft.control.Point;
import io.weft.control.Policy;
import io.weft.control.spread.Net.Member;
import io.weft.control.state.Batch;
import io.weft.control.state.PointState;
import io.weft.exchange.ApplicationException;
import io.weft.testkit.Eventually;
import io.weft.testkit.Steadily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SpreadTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final Net net = new Net();

  @AfterEach
  void end() {
    net.close();
  }

  private static void agree(String what, List<Member> members) {
    Eventually.until(
        what, SOON, () -> members.stream().map(Member::points).distinct().count() == 1);
  }

  private List<Member> chain(int count) {
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      members.add(net.add(i, Duration.ofHours(i - 2), new Tempo(Duration.ofMillis(200), 100_000)));
      if (i > 0) {
        net.link(members.get(i - 1), members.get(i));
      }
    }
    return members;
  }

  @Test
  void aChangeCrossesNodesThatHaveNoDirectLink() {
    List<Member> chain = chain(5);
    chain.get(0).desk.set("light", 1);
    Eventually.until("the last hears of it", SOON, () -> chain.get(4).value("light") != null);

    chain.get(4).desk.set("light", 2);

    Eventually.until(
        "the first hears of it", SOON, () -> Double.valueOf(2).equals(chain.get(0).value("light")));
    agree("all agree", chain);
  }

  @Test
  void nobodyIsToldTwiceWhereAllAreLinked() {
    List<Member> all = new ArrayList<>();
    Tempo seldom = new Tempo(Duration.ofHours(1), 100_000);
    for (int i = 0; i < 5; i++) {
      all.add(net.add(i, Duration.ZERO, seldom));
      all.subList(0, i).forEach(other -> net.link(other, all.get(all.size() - 1)));
    }
    all.forEach(each -> each.desk.set("hello/" + each.id.shortText(), 1));
    agree("all have met", all);
    Eventually.until(
        "nothing waits", SOON, () -> all.stream().allMatch(m -> m.spreader.waiting() == 0));
    Steadily.holds("quiet", Duration.ofMillis(300), () -> true);
    int before = all.stream().mapToInt(each -> each.heard.get()).sum();

    for (int i = 0; i < 10; i++) {
      double value = i;
      all.get(0).desk.set("light", value);
      Eventually.until(
          "all have it",
          SOON,
          () -> all.stream().allMatch(m -> Double.valueOf(value).equals(m.value("light"))));
    }

    assertThat(all.stream().mapToInt(each -> each.heard.get()).sum() - before).isEqualTo(40);
  }

  @Test
  void partitionsHealAndLateOnesLearnAll() {
    List<Member> chain = chain(4);
    chain.get(0).desk.declare("sum", Kind.NUMBER, Policy.SUM);
    agree("all know the sum", chain);
    net.cut(chain.get(1), chain.get(2));
    for (int i = 0; i < 500; i++) {
      chain.get(i % 2).desk.set("left/" + i, i);
      chain.get(2 + i % 2).desk.set("right/" + i, i);
      chain.get(i % 4).desk.add("sum", 1);
    }
    chain.get(0).desk.set("both", 1);
    chain.get(3).desk.set("both", 2);

    net.link(chain.get(1), chain.get(2));
    Member late = net.add(7);
    net.link(chain.get(3), late);
    List<Member> all = new ArrayList<>(chain);
    all.add(late);

    agree("all have the same", all);
    assertThat(late.points()).hasSize(1002);
    assertThat(late.value("sum")).isEqualTo(500.0);
  }

  @Test
  void aNodeThatWasKilledLearnsAgainWhatItHadSet() {
    List<Member> chain = chain(3);
    chain.get(0).desk.set("light", 1, 3);
    agree("all know", chain);
    Eventually.until("told", SOON, () -> chain.get(2).value("light") != null);
    net.kill(chain.get(0));
    Member again = net.add(0, Duration.ofHours(-9), Tempo.DEFAULT); // with a clock that is late

    net.link(again, chain.get(1));

    Eventually.until("it knows", SOON, () -> again.value("light") != null);
    again.desk.set("light", 2, 3);
    Eventually.until("its word counts", SOON, () -> chain.get(2).value("light").equals(2.0));
    assertThat(chain.get(2).desk.history("light")).extracting(Change::by).containsOnly(again.id);
  }

  @Test
  void aThousandChangesASecondReachAWatcherInOrderAndASlowOneAtTheEnd() throws Exception {
    Member from = net.add(0);
    Member to = net.add(1);
    net.link(from, to);
    List<Double> seen = Collections.synchronizedList(new ArrayList<>());
    AtomicReference<Object> last = new AtomicReference<>();
    CountDownLatch go = new CountDownLatch(1);
    to.desk.watch("fader/0", point -> seen.add(point.as(Double.class).orElseThrow()));
    to.desk.watch(
        "fader/0",
        point -> {
          last.set(point.value().orElseThrow());
          go.await();
        });
    int changes = 20_000;
    long begun = System.nanoTime();
    for (int i = 1; i <= changes; i++) {
      from.desk.set("fader/" + i % 10, i);
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begun);

    Eventually.until("the last one is seen", SOON, () -> seen.contains((double) changes));
    assertThat(seen).isSorted();
    assertThat(took).isLessThan(Duration.ofSeconds(10)); // the setter never waits
    go.countDown();
    Eventually.until(
        "the slow one hears the last", SOON, () -> Double.valueOf(changes).equals(last.get()));
  }

  /** {@code -Dcontrol.points=100000} for as many as there may be. */
  @Test
  void aLateNodeLearnsManyPoints() {
    int many = Integer.getInteger("control.points", 10_000);
    Member from = net.add(0);
    for (int i = 0; i < many; i++) {
      from.desk.set("rig/" + i % 100 + "/lamp-" + i, i);
    }
    Member late = net.add(1);
    long begun = System.nanoTime();
    net.link(from, late);

    Eventually.until("it knows them", Duration.ofMinutes(2), () -> late.board.size() == many);

    System.out.println(
        many + " points learned in " + (System.nanoTime() - begun) / 1_000_000 + " ms");
    assertThat(late.points()).isEqualTo(from.points());
  }

  @Test
  void aFloodIsSlowedAndNothingIsLost() {
    Tempo slow = new Tempo(Duration.ofHours(1), 500);
    Member from = net.add(0, Duration.ZERO, slow);
    Member to = net.add(1, Duration.ZERO, slow);
    from.desk.set("first", 1);
    net.link(from, to);
    Eventually.until("they have met", SOON, () -> to.value("first") != null);
    for (int i = 0; i < 1500; i++) {
      from.desk.set("p/" + i, i);
    }

    agree("all has come", List.of(from, to));
    assertThat(to.points()).hasSize(1501);
  }

  @Test
  void whoIsTooFastOrSpeaksNonsenseIsToldSo() {
    Member to = net.add(1, Duration.ZERO, new Tempo(Duration.ofHours(1), 100));
    byte[] nothing = Batch.take(List.of(), new ArrayList<PointState>().iterator());
    int refused = 0;
    for (int i = 0; i < 200; i++) {
      try {
        Net.say(to, 3, Asking.CHANGES, nothing);
      } catch (ApplicationException e) {
        assertThat(e.code()).isEqualTo(ControlHandler.OVERLOADED);
        refused++;
      }
    }

    assertThat(refused).isGreaterThan(50);
    assertThatThrownBy(() -> Net.say(to, 4, Asking.CHANGES, new byte[] {9, 9}))
        .isInstanceOf(ApplicationException.class)
        .hasMessageContaining("another version");
  }

  @Test
  void aNodeThatMayNotChangeMayWatch() {
    Member guest = net.add(0);
    Member host = net.add(1);
    net.link(guest, host);
    host.desk.set("light", 1);
    Eventually.until("met", SOON, () -> guest.value("light") != null);
    net.forbid(guest, host);
    guest.desk.set("light", 5);

    host.desk.set("door", true);

    Eventually.until("it still hears", SOON, () -> guest.value("door") != null);
    assertThat(host.desk.find("light").flatMap(Point::value)).contains(1.0);
  }
}
