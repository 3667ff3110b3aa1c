package io.weft.discovery.mdns;

import static io.weft.testkit.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.weft.testkit.FixedSelf;
import io.weft.testkit.Leftovers;
import io.weft.testkit.RecordingSink;
import io.weft.testkit.TestNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What is left behind can only be told while nothing else runs. */
@Execution(ExecutionMode.SAME_THREAD)
class MdnsLeftoversTest {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final TestNetwork network = new TestNetwork("blue");

  @Test
  void providersStartedAndClosedLeaveNothing() throws Exception {
    try (Lan lan = new Lan()) {
      startAndClose(lan, 1, 0);
      Leftovers before = Leftovers.now();
      startAndClose(lan, 20, 2);
      until("nothing is left", PATIENCE, () -> Leftovers.now().since(before).isEmpty());
    }
  }

  /** Several at once, as each takes two seconds to say goodbye. */
  private void startAndClose(Lan lan, int count, int mustSee) throws Exception {
    List<MdnsDiscovery> providers = new ArrayList<>();
    RecordingSink firstSees = network.sink();
    for (int i = 0; i < count; i++) {
      FixedSelf self = network.node("node " + i);
      MdnsDiscovery provider = lan.provider(self);
      providers.add(provider);
      provider.start(self, i == 0 ? firstSees : network.sink());
      provider.refresh();
    }
    until("others are seen", PATIENCE, () -> firstSees.sightings().size() >= mustSee);
    List<Thread> closing = providers.stream().map(p -> new Thread(p::close)).toList();
    closing.forEach(Thread::start);
    for (Thread thread : closing) {
      thread.join();
    }
    assertThat(closing).noneMatch(Thread::isAlive);
  }
}
