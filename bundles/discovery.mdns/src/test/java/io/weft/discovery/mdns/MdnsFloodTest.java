package io.weft.discovery.mdns;

import static io.weft.testkit.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.weft.testkit.FixedSelf;
import io.weft.testkit.RecordingSink;
import io.weft.testkit.TestNetwork;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * More on the wire than is good. What these send, all tests of this JVM hear (see the module's
 * pom).
 */
@Execution(ExecutionMode.SAME_THREAD)
class MdnsFloodTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int BURST = 50;

  /** A tenth of the usual: the same flood is over sooner. */
  private static final int MOST_RECORDS = Neighbourhood.MAX_RECORDS / 10;

  private final TestNetwork network = new TestNetwork("blue");
  private final FixedSelf ann = network.node("ann");
  private final FixedSelf bob = network.node("bob");
  private final FixedSelf stranger = new TestNetwork("blue").node("stranger");
  private final RecordingSink annSees = network.sink();

  @Test
  void realNodesAreFoundAmongFiveHundredServicesOfThisAndOfOtherTypes() throws Exception {
    try (Lan lan = new Lan();
        MdnsDiscovery ofAnn = lan.provider(ann);
        MdnsDiscovery ofBob = lan.provider(bob)) {
      ofAnn.start(ann, annSees);
      for (int i = 0; i < 250; i++) {
        lan.send(Wire.service("_printer._tcp.local.", "printer" + i, 9100, new byte[] {0}));
        lan.send(Wire.service(lan.type(), "bogus" + i, 7001, Text.of(stranger)));
        pace(i);
      }
      ofBob.start(bob, network.sink());
      until("bob is seen", PATIENCE, () -> annSees.sees(bob));
      assertThat(annSees.sees(stranger)).isFalse();
    }
  }

  @Test
  void moreRecordsThanMayBeRememberedAreToldAndForgottenAndRealNodesAreFound() throws Exception {
    try (Lan lan = new Lan();
        MdnsDiscovery ofAnn = lan.provider(MOST_RECORDS);
        MdnsDiscovery ofBob = lan.provider(bob)) {
      ofAnn.start(ann, annSees);
      long begin = System.nanoTime();
      for (int i = 0; annSees.troubles().isEmpty(); i++) {
        lan.send(Wire.service("_flood._tcp.local.", "flood" + i, 9100, new byte[] {0}));
        pace(i);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(PATIENCE);
      }
      assertThat(annSees.troubles().values().iterator().next())
          .contains("mDNS records were heard on ")
          .contains("(limit " + MOST_RECORDS + "): they are forgotten");
      ofBob.start(bob, network.sink());
      until("bob is seen", PATIENCE, () -> annSees.sees(bob));
      until("it is over", PATIENCE, () -> annSees.troubles().isEmpty());
    }
  }

  /** So that the receiver's buffer is not what bounds them. */
  private static void pace(int sent) {
    if (sent % BURST == 0) {
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }
}
