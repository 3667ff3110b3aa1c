package io.weft.discovery.registry;

import io.weft.testkit.FixedSelf;
import io.weft.testkit.RecordingSink;
import io.weft.testkit.TestNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A node with a provider that reads what a test says, for ever or as often as it says. */
final class Provider implements AutoCloseable {

  static final Duration NEVER = Duration.ofHours(1);

  final RecordingSink sees;
  final RegistryDiscovery provider;

  Provider(TestNetwork network, FixedSelf self, RegistryDiscovery.Settings settings, Clock clock) {
    this(network, self, settings, clock, null);
  }

  Provider(
      TestNetwork network,
      FixedSelf self,
      RegistryDiscovery.Settings settings,
      Clock clock,
      @Nullable KeyStore roots) {
    this.sees = network.sink();
    this.provider = new RegistryDiscovery(settings, new KnownRecords(network), roots, clock);
    provider.start(self, sees);
  }

  static RegistryDiscovery.Settings reading(Duration refresh, String... locations) {
    return new RegistryDiscovery.Settings(
        Arrays.stream(locations).map(Location::parse).toList(),
        Optional.empty(),
        Optional.empty(),
        refresh,
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        256 * 1024,
        Set.of());
  }

  static RegistryDiscovery.Settings meetingIn(Path folder) {
    return new RegistryDiscovery.Settings(
        List.of(new Location.OnDisk(folder)),
        Optional.empty(),
        Optional.of(folder),
        NEVER,
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        256 * 1024,
        Set.of());
  }

  static byte[] fileOf(FixedSelf node) {
    try {
      return new SheetWriter(node.record(), node.signedRecord()).fresh();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static String textOf(FixedSelf node) {
    return new String(fileOf(node), java.nio.charset.StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    provider.close();
  }
}
