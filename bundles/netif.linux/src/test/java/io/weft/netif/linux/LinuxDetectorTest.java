package io.weft.netif.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.weft.netif.InterfaceDetector;
import io.weft.netif.InterfaceKind;
import io.weft.netif.NetInterface;
import io.weft.testkit.Eventually;
import io.weft.testkit.InterfaceDetectorContract;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux has /sys/class/net")
class LinuxDetectorTest extends InterfaceDetectorContract {
  private static final Path REAL = Path.of("/sys/class/net");
  private static final Duration POLL = Duration.ofMillis(10);

  @TempDir static Path trees;

  private final Map<String, List<InetAddress>> addresses = new ConcurrentHashMap<>();
  private int changes;
  private SysTree sys;

  @BeforeEach
  void sysfsIsThere() {
    assumeTrue(Files.isDirectory(REAL), "this Linux has no /sys/class/net");
  }

  @Override
  protected InterfaceDetector detectorOfThisMachine() {
    return new LinuxDetector(REAL, JdkAddresses::byInterface, POLL);
  }

  @Override
  protected InterfaceDetector detectorOfChanges() throws IOException {
    sys = new SysTree(Files.createTempDirectory(trees, "sys"));
    sys.card("eth0").with("speed", "1000");
    return new LinuxDetector(sys.classNet(), () -> Map.copyOf(addresses), POLL);
  }

  @Override
  protected void change() throws IOException {
    changes++;
    sys.madeUp("veth" + changes);
  }

  @Override
  protected void close(InterfaceDetector detector) {
    ((LinuxDetector) detector).close();
  }

  @Test
  void rankIsKindThenSpeedThenName() throws IOException {
    InterfaceDetector detector = detectorOfChanges();
    sys.madeUp("lo").with("type", "772");
    sys.madeUp("docker0");
    sys.card("wlan0").folder("wireless");
    sys.card("eth9").with("speed", "10000");
    sys.card("eth2").with("speed", "-1");
    sys.card("eth1").with("speed", "1000");
    sys.card("thunderbolt0");

    assertThat(detector.interfaces())
        .extracting(NetInterface::name)
        .containsExactly("thunderbolt0", "eth9", "eth0", "eth1", "eth2", "wlan0", "docker0", "lo");
  }

  @Test
  void plainFilesBesideTheInterfacesAreNone() throws IOException {
    InterfaceDetector detector = detectorOfChanges();
    Files.writeString(sys.classNet().resolve("bonding_masters"), "");

    assertThat(detector.interfaces()).extracting(NetInterface::name).containsExactly("eth0");
  }

  @Test
  void interfaceThatGoesDuringTheLookIsLeftOut() throws IOException {
    InterfaceDetector detector = detectorOfChanges();
    Files.createDirectory(sys.classNet().resolve("gone0"));

    assertThat(detector.interfaces()).extracting(NetInterface::name).containsExactly("eth0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"operstate=down", "mtu=9000", "ifindex=77"})
  void everyStateIsWatched(String change) throws IOException {
    InterfaceDetector detector = detectorOfChanges();
    SysTree.Device nic = sys.card("eth5");
    AtomicInteger calls = new AtomicInteger();
    InterfaceDetector.Watch watch = detector.watch(calls::incrementAndGet);
    String[] file = change.split("=", 2);
    nic.with(file[0], file[1]);

    Eventually.until("the change is told", Duration.ofSeconds(5), () -> calls.get() > 0);
    watch.close();
  }

  @Test
  void addressesAreWatched() throws IOException {
    InterfaceDetector detector = detectorOfChanges();
    AtomicInteger calls = new AtomicInteger();
    InterfaceDetector.Watch watch = detector.watch(calls::incrementAndGet);
    InetAddress address = InetAddress.getByAddress(new byte[] {10, 0, 0, 7});
    addresses.put("eth0", List.of(address));

    Eventually.until("the change is told", Duration.ofSeconds(5), () -> calls.get() > 0);
    assertThat(detector.interfaces().get(0).addresses()).containsExactly(address);
    watch.close();
  }

  @Test
  void otherSystemsAreLeftToOthers() throws IOException {
    Path missing = Files.createTempDirectory(trees, "none").resolve("class/net");
    LinuxDetector detector = new LinuxDetector(missing, Map::of, POLL);

    assertThat(detector.usable()).isFalse();
    assertThatThrownBy(detector::interfaces).isInstanceOf(IOException.class);
  }

  @Test
  void loopbackOfThisMachineHasItsKindAndSize() throws IOException {
    NetInterface loopback =
        detectorOfThisMachine().interfaces().stream()
            .filter(nic -> nic.name().equals("lo"))
            .findFirst()
            .orElseThrow();

    assertThat(loopback.kind()).isEqualTo(InterfaceKind.LOOPBACK);
    assertThat(loopback.index()).isPositive();
    assertThat(loopback.mtuBytes()).isGreaterThanOrEqualTo(1500);
    assertThat(loopback.virtual()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 9, 600_001})
  void settingOutOfItsRangeIsRefused(int millis) {
    assertThatThrownBy(() -> LinuxDetector.pollInterval(millis))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "poll_ms of %d in io.weft.netif.linux (10 to 600000 milliseconds)".formatted(millis));
  }
}
