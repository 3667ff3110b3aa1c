package io.weft.node.balancing;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.discovery.Availability;
import io.weft.exchange.Candidate;
import io.weft.exchange.LoadBalancer;
import io.weft.netif.InterfaceKind;
import io.weft.testkit.FixedCandidate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BalancersTest {
  private static final int CALLS = 60_000;

  private final Balancers balancers = new Balancers();

  private static List<Candidate> nodes(int count) {
    List<Candidate> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(FixedCandidate.numbered(i));
    }
    return all;
  }

  private int[] chosen(String name, List<Candidate> candidates) {
    int[] count = new int[candidates.size()];
    LoadBalancer balancer = balancers.named(name);
    for (int turn = 0; turn < CALLS; turn++) {
      count[balancer.choose(candidates, Optional.empty(), turn)]++;
    }
    return count;
  }

  private static List<Integer> list(int[] numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }

  private String nodeOf(String key, List<Candidate> candidates) {
    int at = balancers.named(LoadBalancer.STICKY).choose(candidates, Optional.of(key), 7);
    return candidates.get(at).node().text();
  }

  @Test
  void roundRobinGivesEachTheSame() {
    assertThat(chosen(LoadBalancer.ROUND_ROBIN, nodes(3))).containsOnly(CALLS / 3);
  }

  @Test
  void turnsThatWrapAroundAreFine() {
    LoadBalancer inTurn = balancers.inTurn();

    assertThat(inTurn.choose(nodes(3), Optional.empty(), Integer.MAX_VALUE)).isBetween(0, 2);
    assertThat(inTurn.choose(nodes(3), Optional.empty(), Integer.MIN_VALUE)).isBetween(0, 2);
  }

  @Test
  void powerOfTwoIsEvenAmongEqualsAndSparesWhoIsSlowOrBusy() {
    assertThat(list(chosen(LoadBalancer.POWER_OF_TWO, nodes(4))))
        .allSatisfy(count -> assertThat(count).isBetween(CALLS / 5, CALLS * 3 / 10));

    List<Candidate> mixed =
        List.of(
            FixedCandidate.numbered(0).busy(1, 1_000_000),
            FixedCandidate.numbered(1).busy(1, 9_000_000),
            FixedCandidate.numbered(2).busy(9, 1_000_000));
    int[] count = chosen(LoadBalancer.POWER_OF_TWO, mixed);
    assertThat(count[0]).as("wins against both others").isGreaterThan(CALLS * 6 / 10);
    assertThat(count[1] + count[2]).as("drawn together, one of them").isGreaterThan(CALLS / 4);
  }

  @Test
  void whoHasNeverAnsweredIsTried() {
    List<Candidate> candidates =
        List.of(FixedCandidate.numbered(0).busy(0, 50_000), FixedCandidate.numbered(1));

    assertThat(chosen(LoadBalancer.POWER_OF_TWO, candidates)[1]).isEqualTo(CALLS);
  }

  @Test
  void leastOutstandingTakesTheLeastAndEqualsInTurn() {
    List<Candidate> candidates =
        List.of(
            FixedCandidate.numbered(0).busy(2, 1),
            FixedCandidate.numbered(1).busy(5, 1),
            FixedCandidate.numbered(2).busy(2, 1));
    int[] count = chosen(LoadBalancer.LEAST_OUTSTANDING, candidates);

    assertThat(count[1]).isZero();
    assertThat(count[0]).isPositive();
    assertThat(count[2]).isPositive();
  }

  @Test
  void localityTakesThisMachineFirstThenTheFasterInterface() {
    Candidate wifi = FixedCandidate.numbered(0).over(InterfaceKind.WIFI);
    Candidate cable = FixedCandidate.numbered(1).over(InterfaceKind.ETHERNET);
    Candidate cable2 = FixedCandidate.numbered(2).over(InterfaceKind.ETHERNET);
    Candidate here = FixedCandidate.numbered(3).over(InterfaceKind.LOOPBACK);

    assertThat(chosen(LoadBalancer.LOCALITY, List.of(wifi, cable, here, cable2)))
        .containsExactly(0, 0, CALLS, 0);
    assertThat(chosen(LoadBalancer.LOCALITY, List.of(cable, wifi, cable2)))
        .containsExactly(CALLS / 2, 0, CALLS / 2);
  }

  @Test
  void aKeyStaysWithItsNodeWhateverTheOrderOfNodes() {
    List<Candidate> nodes = nodes(8);
    List<Candidate> turned = new ArrayList<>(nodes.subList(3, 8));
    turned.addAll(nodes.subList(0, 3));

    for (int i = 0; i < 1_000; i++) {
      assertThat(nodeOf("key-" + i, turned)).isEqualTo(nodeOf("key-" + i, nodes));
    }
  }

  @Test
  void onlyTheKeysOfANodeThatGoesMoveAndOnlyTheyComeBack() {
    List<Candidate> all = nodes(10);
    List<Candidate> without = new ArrayList<>(all);
    String gone = without.remove(4).node().text();
    int[] heirs = new int[without.size()];
    int moved = 0;

    for (int i = 0; i < 10_000; i++) {
      String key = "key-" + i;
      String after = nodeOf(key, without);
      if (nodeOf(key, all).equals(gone)) {
        moved++;
        for (int at = 0; at < heirs.length; at++) {
          heirs[at] += without.get(at).node().text().equals(after) ? 1 : 0;
        }
      } else {
        assertThat(after).isEqualTo(nodeOf(key, all));
      }
    }

    assertThat(moved).as("its share is about a tenth").isBetween(850, 1_150);
    assertThat(list(heirs))
        .as("shared by all others")
        .allSatisfy(n -> assertThat(n).isBetween(60, 170));
  }

  @Test
  void withoutAKeyStickyTakesTurns() {
    assertThat(chosen(LoadBalancer.STICKY, nodes(4))).containsOnly(CALLS / 4);
  }

  @Test
  void weightedGivesMoreToWhoHasMoreToSpare() {
    long plenty = 8L << 30;
    List<Candidate> candidates =
        List.of(
            FixedCandidate.numbered(0).sparing(new Availability(0, plenty)),
            FixedCandidate.numbered(1).sparing(new Availability(75, plenty)),
            FixedCandidate.numbered(2).sparing(new Availability(100, plenty)),
            FixedCandidate.numbered(3).sparing(new Availability(0, 1 << 20)),
            FixedCandidate.numbered(4));
    int[] count = chosen(LoadBalancer.WEIGHTED, candidates);
    double unit = CALLS / 230.0; // 100 + 25 + 5 + 50 + 50

    assertThat(count[0] / unit).isBetween(95.0, 105.0);
    assertThat(count[1] / unit).isBetween(22.0, 28.0);
    assertThat(count[2] / unit).as("a busy one gets some, too").isBetween(3.5, 6.5);
    assertThat(count[3] / unit).as("little memory").isBetween(46.0, 54.0);
    assertThat(count[4] / unit).as("says nothing").isBetween(46.0, 54.0);
  }

  @Test
  void oneThatABundleBringsTakesTheNameAndGivesItBack() {
    LoadBalancer last = (candidates, key, turn) -> candidates.size() - 1;
    LoadBalancer first = (candidates, key, turn) -> 0;
    LoadBalancer own = balancers.named(LoadBalancer.STICKY);

    balancers.add(last, LoadBalancer.STICKY, 0);
    assertThat(balancers.named(LoadBalancer.STICKY)).isSameAs(last);
    balancers.add(first, LoadBalancer.STICKY, 5);
    assertThat(balancers.named(LoadBalancer.STICKY)).isSameAs(first);
    balancers.remove(first);
    assertThat(balancers.named(LoadBalancer.STICKY)).isSameAs(last);
    balancers.remove(last);
    assertThat(balancers.named(LoadBalancer.STICKY)).isSameAs(own);
  }

  @Test
  void allNamesAreKnown() {
    balancers.add((candidates, key, turn) -> 0, "mine", 0);

    assertThat(balancers.names())
        .isEqualTo(
            "least-outstanding, locality, mine, power-of-two, round-robin, sticky, weighted");
    assertThat(balancers.named("no-such")).isNull();
  }
}
