package io.weft.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.netif.InterfaceKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinkCostTest {

  private static long cost(InterfaceKind kind, long speedMbps) {
    return LinkCost.expected(new Medium(kind, "nic", speedMbps), 100);
  }

  @Test
  void pathsAreRankedByWhatTheyRunOver() {
    List<Long> bestFirst =
        List.of(
            cost(InterfaceKind.LOOPBACK, 0),
            cost(InterfaceKind.INFINIBAND, 100_000),
            cost(InterfaceKind.THUNDERBOLT, 20_000),
            cost(InterfaceKind.ETHERNET, 400_000),
            cost(InterfaceKind.ETHERNET, 10_000),
            cost(InterfaceKind.ETHERNET, 0),
            cost(InterfaceKind.ETHERNET, 100),
            cost(InterfaceKind.ETHERNET, 10),
            cost(InterfaceKind.WIFI, 2_400),
            cost(InterfaceKind.CELLULAR, 100),
            cost(InterfaceKind.UNKNOWN, 0),
            cost(InterfaceKind.VIRTUAL, 0));

    assertThat(bestFirst).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void aTransportThatClaimsToCostNothingStaysOnItsInterface() {
    long claimed =
        LinkCost.expected(new Medium(InterfaceKind.WIFI, "wlan0", 300), Integer.MIN_VALUE);

    assertThat(claimed).isGreaterThan(cost(InterfaceKind.ETHERNET, 1_000));
  }

  @Test
  void aTransportThatIsCheaperOnTheSameInterfaceWins() {
    assertThat(LinkCost.expected(Medium.MACHINE, 60)).isLessThan(cost(InterfaceKind.LOOPBACK, 0));
    assertThat(LinkCost.expected(Medium.MACHINE, Integer.MAX_VALUE)).isPositive();
  }

  @Test
  void aLinkThatIsFarSlowerThanItsKindIsUsedAfterAnHonestOne() {
    Medium thunderbolt = new Medium(InterfaceKind.THUNDERBOLT, "tb0", 20_000);
    long expected = LinkCost.expected(thunderbolt, 100);

    assertThat(LinkCost.corrected(expected, thunderbolt, 9_000_000)).isEqualTo(expected);
    assertThat(LinkCost.corrected(expected, thunderbolt, 300_000_000))
        .isGreaterThan(cost(InterfaceKind.ETHERNET, 1_000));
  }

  /** Nodes that started together on a busy machine stayed on TCP beside a Unix socket for good. */
  @Test
  void aBusyMachineDoesNotMakeItsCheapestWayDearer() {
    long unix = LinkCost.expected(Medium.MACHINE, 60);
    long tcp = LinkCost.expected(Medium.MACHINE, 100);

    assertThat(LinkCost.corrected(unix, Medium.MACHINE, 467_000_000)).isLessThan(tcp);
  }
}
