package io.weft.discovery.local;

import io.weft.discovery.DiscoveryProvider;
import io.weft.testkit.DiscoveryContract;
import io.weft.testkit.FixedSelf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;

class LocalDiscoveryContractTest extends DiscoveryContract {

  @TempDir Path parent;
  private final Random random = new Random(1);

  @Override
  protected DiscoveryProvider provider(FixedSelf self) {
    return new LocalDiscovery(
        new LocalDiscovery.Settings(parent.resolve("weft"), Duration.ofSeconds(2)));
  }

  @Override
  protected void garbage() throws IOException {
    Path directory = parent.resolve("weft");
    for (int bytes : new int[] {0, 1, 100, 5000, RecordFile.MAX_BYTES + 1}) {
      byte[] content = new byte[bytes];
      random.nextBytes(content);
      Files.write(directory.resolve(network.node("no one").id() + ".record"), content);
    }
    Files.writeString(directory.resolve("notes.record"), "not a node's");
    Files.createDirectories(directory.resolve(network.node("no one").id() + ".record"));
    Files.createSymbolicLink(
        directory.resolve(network.node("no one").id() + ".record"), parent.resolve("nowhere"));
  }
}
