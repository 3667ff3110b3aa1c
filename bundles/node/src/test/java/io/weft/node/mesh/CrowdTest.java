package io.weft.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.node.NodeId;
import io.weft.node.peers.CompanySize;
import io.weft.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many nodes keep company, also when many of them die, or are met, at once. */
class CrowdTest {
  /** In each build; {@code -Dcrowd.nodes=200} for a long run. */
  private static final int NODES = Integer.getInteger("crowd.nodes", 60);

  /**
   * Records that each is shown: twice its maximum of peers. Verifying them takes most of the time.
   */
  private static final int TOLD = 16;

  /**
   * Every link has two threads here, and a pair of nodes has two links: with the standard company
   * there would be four thousand.
   */
  private static final CompanySize SIZE = CompanySize.MINIMAL;

  /** Generous, for a machine that does much else. */
  private static final Duration WITHIN = Duration.ofSeconds(90);

  /** A look at all nodes takes some milliseconds of a processor. */
  private static final long LOOK_NANOS = Duration.ofMillis(200).toNanos();

  @TempDir Path folder;

  @Test
  void aThirdOfTheNodesDieAndTheOthersAreWholeAgain() {
    try (Crowd crowd = Crowd.ofStrangers(folder, NODES, TOLD, SIZE, new Random(1))) {
      awaitWhole(crowd, "all have found their company");

      crowd.kill(NODES / 3);

      awaitWhole(crowd, "those who are left have found new company");
      assertThat(crowd.alive()).isEqualTo(NODES - NODES / 3);
    }
  }

  /** Each of the two was closed: all its nodes were full, and nobody there looked for more. */
  @Test
  void twoFullNetworksThatMeetBecomeOne() {
    int full = SIZE.maximum() + 1;
    try (Crowd crowd = Crowd.ofGroups(folder, 2, full, SIZE)) {
      Eventually.until(
          "everybody is full",
          WITHIN,
          () ->
              crowd.connections().values().stream()
                  .allMatch(peers -> peers.size() == SIZE.maximum()));
      assertThat(Crowd.isWhole(crowd.connections())).isFalse();

      crowd.meet();

      awaitWhole(crowd, "the two are one");
    }
  }

  private static void awaitWhole(Crowd crowd, String what) {
    try {
      Eventually.until(
          what,
          WITHIN,
          () -> {
            Map<NodeId, Set<NodeId>> now = crowd.connections();
            boolean whole = crowd.isContent(now) && Crowd.isWhole(now);
            if (!whole) {
              LockSupport.parkNanos(LOOK_NANOS);
            }
            return whole;
          });
    } catch (AssertionError e) {
      throw new AssertionError(
          e.getMessage() + "; peers=nodes " + Crowd.describe(crowd.connections()), e);
    }
  }
}
