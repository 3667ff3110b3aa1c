package io.weft.discovery.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Networks of some size in simulated time; the large ones are measured by the benchmarks. */
class GossipSpreadTest {

  @Test
  void bytesOfANodeDoNotGrowWithTheNetwork() {
    double few = idle(new GossipModel.Setting(100, 100, 16, 1));
    double many = idle(new GossipModel.Setting(1_000, 200, 16, 1));
    System.out.printf("bytes a minute: %.0f of 100, %.0f of 1,000%n", few, many);
    assertThat(many).isLessThan(1.5 * few);
  }

  private static double idle(GossipModel.Setting setting) {
    GossipModel model = new GossipModel(setting);
    model.pass(Duration.ofMinutes(5));
    GossipModel.Traffic traffic = model.measure(Duration.ofMinutes(10));
    System.out.println(traffic);
    return traffic.bytes();
  }
}
