package io.weft.discovery.registry;

import io.weft.discovery.DiscoveryProvider;
import io.weft.testkit.DiscoveryContract;
import io.weft.testkit.FixedSelf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that meet in a shared directory. */
class RegistryDiscoveryContractTest extends DiscoveryContract {

  /** Java polls directories there, every 10 seconds. */
  private static final Duration POLLED = Duration.ofSeconds(25);

  private static final Duration TOLD = Duration.ofSeconds(1);

  @TempDir Path folder;
  private final Random random = new Random(11);

  @Override
  protected DiscoveryProvider provider(FixedSelf self) {
    return new RegistryDiscovery(
        Provider.meetingIn(folder), new KnownRecords(network), null, Clock.systemUTC());
  }

  @Override
  protected Duration foundWithin() {
    return OS.LINUX.isCurrentOs() || OS.WINDOWS.isCurrentOs() ? TOLD : POLLED;
  }

  @Override
  protected void garbage() throws IOException {
    for (int bytes : new int[] {0, 1, 100, 5000, 300 * 1024}) {
      byte[] content = new byte[bytes];
      random.nextBytes(content);
      Files.write(folder.resolve("garbage-" + random.nextInt() + ".json"), content);
    }
    byte[] half = Provider.fileOf(network.node("half"));
    Files.write(folder.resolve("half.json"), java.util.Arrays.copyOf(half, half.length / 2));
    Files.createDirectories(folder.resolve("folder-" + random.nextInt() + ".json"));
    Path loop = folder.resolve("loop-" + random.nextInt() + ".json");
    Files.createSymbolicLink(loop, loop);
  }
}
