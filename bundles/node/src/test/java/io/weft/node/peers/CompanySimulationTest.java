package io.weft.node.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.testkit.sim.Simulation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many nodes keep company, in simulated time; {@code itests/bench/run company} has a thousand. */
class CompanySimulationTest {
  private static final CompanySize SIZE = CompanySize.STANDARD;
  private static final int NODES = 200;
  private static final int DEAD = 30;

  /** Others that each node hears of: more than its maximum, so that it must choose. */
  private static final int TOLD = 40;

  /** Silence that is borne, 0.9 s, the next look, a quarter, and what a dial may save. */
  private static final Duration NOTICED = Duration.ofMillis(1_500);

  @TempDir Path folder;

  private Simulation simulation(int nodes, double loss) {
    return new Simulation(
        new NodeModel(SIZE, nodes, folder),
        new Simulation.Setting(nodes, SIZE.target(), TOLD, Duration.ofMillis(1), loss, 1));
  }

  private static void assertContent(Simulation simulation) {
    assertThat(simulation.company().values())
        .allSatisfy(peers -> assertThat(peers).hasSizeBetween(SIZE.target(), SIZE.maximum()));
    assertThat(simulation.isWhole()).isTrue();
  }

  @Test
  void hundredsOfNodesKeepCompanyAndReplaceTheirDead() {
    Simulation simulation = simulation(NODES, 0);
    simulation.pass(Duration.ofSeconds(4));
    assertContent(simulation);
    Simulation.Traffic traffic = simulation.measure(Duration.ofSeconds(2));

    Set<Integer> dead = IntStream.range(0, DEAD).boxed().collect(Collectors.toSet());
    simulation.kill(dead);
    simulation.pass(Duration.ofSeconds(8));

    assertContent(simulation);
    assertThat(simulation.company().values())
        .noneMatch(peers -> peers.stream().anyMatch(dead::contains));
    assertThat(simulation.noticed())
        .hasSizeGreaterThan(DEAD * SIZE.target() / 2)
        .allSatisfy(after -> assertThat(after).isLessThan(NOTICED));
    assertThat(simulation.replaced()).isNotEmpty();
    // Two lanes to each peer: 4 + 1 knocks a second, their answers, and a few of the other side.
    assertThat(traffic.messages() / 60 / SIZE.target()).isBetween(5.0, 12.0);
  }

  @Test
  void framesThatAreLostNowAndThenPartNobody() {
    Simulation simulation = simulation(100, 0.01);
    simulation.pass(Duration.ofSeconds(20));

    assertContent(simulation);
  }
}
