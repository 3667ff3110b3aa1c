package io.weft.discovery.mdns;

import io.weft.discovery.DiscoveryProvider;
import io.weft.testkit.DiscoveryContract;
import io.weft.testkit.FixedSelf;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;

class MdnsDiscoveryContractTest extends DiscoveryContract {

  private final Lan lan = new Lan();
  private final Random random = new Random(1);
  private int announced;

  @AfterEach
  void closeLan() throws IOException {
    lan.close();
  }

  @Override
  protected DiscoveryProvider provider(FixedSelf self) {
    return lan.provider(self);
  }

  /** JmDNS probes a name for 3 s and announces it after another. */
  @Override
  protected Duration foundWithin() {
    return Duration.ofSeconds(10);
  }

  /** A goodbye is carried out when JmDNS next cleans its cache, which it does every 10 s. */
  @Override
  protected Duration goneWithin() {
    return Duration.ofSeconds(15);
  }

  /** See {@link MdnsLeftoversTest}: the tests of this class run at the same time. */
  @Override
  protected int rounds() {
    return 0;
  }

  @Override
  protected void garbage() throws IOException {
    byte[] genuine = Text.of(network.node("no one"));
    byte[] noise = new byte[300];
    random.nextBytes(noise);
    lan.announce("garbage " + announced++, 7001, noise);
    lan.announce("garbage " + announced++, 7001, Arrays.copyOf(genuine, genuine.length / 2));
    lan.announce("garbage " + announced++, 0, new byte[] {0});
    lan.send(noise);
    lan.send(new byte[0]);
  }
}
