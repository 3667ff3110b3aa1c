package io.weft.discovery.multicast;

import io.weft.discovery.DiscoveryProvider;
import io.weft.testkit.DiscoveryContract;
import io.weft.testkit.FixedSelf;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;

class MulticastDiscoveryContractTest extends DiscoveryContract {

  private final Air air;
  private final Random random = new Random(1);

  MulticastDiscoveryContractTest() throws IOException {
    air = new Air();
  }

  @AfterEach
  void closeAir() {
    air.close();
  }

  @Override
  protected DiscoveryProvider provider(FixedSelf self) {
    return air.provider(self);
  }

  @Override
  protected void garbage() throws IOException {
    byte[] genuine = Golden.announce(ann);
    for (int bytes : new int[] {0, 1, 13, 100, 1400, Datagram.MAX_BYTES + 1, 60_000}) {
      byte[] content = new byte[bytes];
      random.nextBytes(content);
      air.send(content);
      System.arraycopy(genuine, 0, content, 0, Math.min(bytes, genuine.length / 2));
      air.send(content);
    }
    air.send(Arrays.copyOf(genuine, genuine.length - 1));
  }
}
