package io.weft.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.weft.netif.InterfaceKind;
import io.weft.node.session.HandMade.Wire;
import io.weft.transport.Frame;
import io.weft.transport.Lane;
import io.weft.transport.Transport;
import io.weft.v1.NodeMessage;
import io.weft.v1.Response;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is large is shared among the ways that are alike. */
class SpreadTest {
  private static final int MIB = 1 << 20;

  private final HandMade made = new HandMade();

  /** A way with a link for calls and one for what is large. */
  private final class Cable {
    final Wire calls;
    final Wire bulk;

    Cable(InterfaceKind kind, String name, int speedMbps) {
      Medium over = new Medium(kind, name, speedMbps);
      calls = made.new Wire(over, Transport.USUAL_COST);
      calls.answerAfter(Duration.ofMillis(1));
      bulk = made.new Wire(over, Transport.USUAL_COST, Lane.BULK);
    }

    long carried(List<Ask> asks) {
      return asks.stream()
          .map(Ask::carrier)
          .filter(link -> link == calls.link || link == bulk.link)
          .count();
    }

    void breakOff() {
      calls.breakOff();
      bulk.breakOff();
    }
  }

  @BeforeEach
  void peerRemembers() {
    made.session.greeted(1, 8 * MIB, true);
  }

  private Cable ethernet(String name, int speedMbps) {
    return new Cable(InterfaceKind.ETHERNET, name, speedMbps);
  }

  private List<Ask> ask(int many, int paramsBytes, long answerBytes) {
    List<Ask> asks = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      Ask ask = new Ask(paramsBytes, answerBytes);
      made.session.submit(ask, Long.MAX_VALUE);
      asks.add(ask);
    }
    return asks;
  }

  @Test
  void twoCablesShareRequestsWithLargeAnswersAndSmallOnesStayOnTheBest() {
    Cable one = ethernet("one", 1_000);
    Cable other = ethernet("other", 1_000);

    List<Ask> large = ask(6, 0, MIB);
    List<Ask> small = ask(6, 0, 0);

    assertThat(one.carried(large)).isEqualTo(3);
    assertThat(other.carried(large)).isEqualTo(3);
    assertThat(large).noneMatch(ask -> ask.carrier() == other.bulk.link);
    assertThat(one.carried(small)).isEqualTo(6);
  }

  @Test
  void twoCablesShareLargeRequestsOnTheirBulkLinks() {
    Cable one = ethernet("one", 1_000);
    Cable other = ethernet("other", 1_000);

    List<Ask> large = ask(6, MIB, 0);

    assertThat(large.stream().filter(ask -> ask.carrier() == one.bulk.link)).hasSize(3);
    assertThat(large.stream().filter(ask -> ask.carrier() == other.bulk.link)).hasSize(3);
  }

  @Test
  void nothingLargeTakesAPhoneBesideACableOrAMuchSlowerCable() {
    Cable cable = ethernet("cable", 10_000);
    new Cable(InterfaceKind.CELLULAR, "phone", 10_000);
    new Cable(InterfaceKind.WIFI, "wifi", 10_000);
    ethernet("slow", 100);

    assertThat(cable.carried(ask(6, 0, MIB))).isEqualTo(6);
  }

  @Test
  void aCableWhoseSpeedIsToldLateGetsItsShareFromThenOn() {
    Cable one = ethernet("one", 10_000);
    Cable late = ethernet("late", 0);
    assertThat(one.carried(ask(4, 0, MIB))).isEqualTo(4);

    Medium known = new Medium(InterfaceKind.ETHERNET, "late", 10_000);
    assertThat(late.calls.link.over(known)).isTrue();
    assertThat(late.bulk.link.over(known)).isTrue();
    assertThat(late.calls.link.over(known)).isFalse();
    assertThat(late.calls.link.over(Medium.UNKNOWN)).as("it is going").isFalse();
    made.session.moved();

    assertThat(late.carried(ask(8, 0, MIB))).isEqualTo(6);
  }

  @Test
  void whatADeadWayCarriedGoesOverTheOtherAndANewWayGetsItsShare() {
    Cable one = ethernet("one", 1_000);
    Cable other = ethernet("other", 1_000);
    List<Ask> large = ask(6, 0, MIB);

    other.breakOff();

    assertThat(one.carried(large)).isEqualTo(6);
    assertThat(large).allMatch(ask -> ask.ending().isEmpty());

    Cable fresh = ethernet("fresh", 1_000);
    List<Ask> more = ask(8, 0, MIB);
    assertThat(fresh.carried(more)).isEqualTo(7);
  }

  /** The large answer was on it, though it did not carry the request. */
  @Test
  void aRequestIsSentAgainIfTheBulkLinkOfItsWayBreaks() {
    Cable one = ethernet("one", 1_000);
    Ask ask = ask(1, 0, MIB).get(0);
    assertThat(ask.carrier()).isSameAs(one.calls.link);

    one.bulk.breakOff();

    assertThat(one.calls.heard(m -> m.hasRequest() && m.getMessageId() == ask.messageId()))
        .hasSize(2);
  }

  @Test
  void aWayWithoutABulkLinkIsReportedAndNotUsedForWhatIsLarge() {
    Cable one = ethernet("one", 1_000);
    assertThat(made.bulkWanted).isZero();
    made.new Wire(new Medium(InterfaceKind.ETHERNET, "other", 1_000), Transport.USUAL_COST)
        .answerAfter(Duration.ofMillis(1));

    List<Ask> large = ask(4, 0, MIB);

    assertThat(made.bulkWanted).isPositive();
    assertThat(one.carried(large)).isEqualTo(4);
  }

  /** Perhaps only the one who answers can make it. */
  @Test
  void whoAnswersReportsAWayWithoutABulkLinkToo() {
    Cable one = ethernet("one", 1_000);
    made.new Wire(new Medium(InterfaceKind.ETHERNET, "other", 1_000), Transport.USUAL_COST)
        .answerAfter(Duration.ofMillis(1));
    byte[] answer =
        NodeMessage.newBuilder()
            .setMessageId(77)
            .setResponse(
                Response.newBuilder().setSuccess(true).setData(ByteString.copyFrom(new byte[MIB])))
            .build()
            .toByteArray();

    made.session.answer(77, Frame.of(answer), one.calls.link, Long.MAX_VALUE);

    assertThat(one.bulk.heard(NodeMessage::hasResponse)).hasSize(1);
    assertThat(made.bulkWanted).isEqualTo(1);
  }

  // ---- rates

  /** Two ways that claim to be alike, each of which moves one after another, in its own time. */
  private final class Model {
    private final Spread spread = new Spread(made.now::get);
    private final Cable[] cables = {ethernet("one", 1_000), ethernet("other", 1_000)};
    private final List<Queue<Ask>> queues = List.of(new ArrayDeque<>(), new ArrayDeque<>());
    private final Duration[] each;
    private final long[] readyNanos = new long[2];
    private final int[] moved = new int[2];

    Model(Duration... each) {
      this.each = each;
    }

    /** Moves so many, of which so many are under way at once; how long that takes. */
    Duration move(int chunks, int window) {
      long begun = made.now.get();
      Arrays.fill(moved, 0);
      int sent = 0;
      for (int done = 0; done < chunks; done++) {
        for (; sent < Math.min(chunks, done + window); sent++) {
          send();
        }
        next();
      }
      return Duration.ofNanos(made.now.get() - begun);
    }

    private void send() {
      Ask ask = new Ask(0, MIB);
      BulkWay[] ways = {way(0), way(1)};
      assertThat(spread.send(ways, ask, ask.size(), false)).isTrue();
      int by = ask.carrier() == cables[0].calls.link ? 0 : 1;
      if (queues.get(by).isEmpty()) {
        readyNanos[by] = made.now.get() + each[by].toNanos();
      }
      queues.get(by).add(ask);
    }

    private BulkWay way(int number) {
      return new BulkWay(cables[number].bulk.link, cables[number].calls.link);
    }

    private void next() {
      boolean first =
          queues.get(1).isEmpty() || (!queues.get(0).isEmpty() && readyNanos[0] <= readyNanos[1]);
      int by = first ? 0 : 1;
      made.now.set(readyNanos[by]);
      readyNanos[by] += each[by].toNanos();
      moved[by]++;
      spread.ended(queues.get(by).remove(), MIB);
    }
  }

  @Test
  void waysThatAreEquallyFastCarryTheSame() {
    Model model = new Model(Duration.ofMillis(40), Duration.ofMillis(40));

    Duration took = model.move(200, 4);

    assertThat(model.moved).containsExactly(100, 100);
    assertThat(took).isEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void aSlowWayCarriesWhatItCanAndHoldsNothingUp() {
    Model model = new Model(Duration.ofMillis(10), Duration.ofMillis(50));

    Duration took = model.move(600, 8);

    assertThat(model.moved[1]).isBetween(85, 105);
    assertThat(took).isLessThan(Duration.ofMillis(5_300)); // 5,000 at best, 6,000 without it
  }

  @Test
  void aWayThatWasVerySlowIsTriedAgain() {
    Model model = new Model(Duration.ofMillis(10), Duration.ofMillis(400));
    model.move(200, 8);

    model.each[1] = Duration.ofMillis(10);
    model.move(1_000, 8);

    assertThat(model.moved[1]).isGreaterThan(300);
  }
}
