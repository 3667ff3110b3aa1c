package io.weft.netif.linux;

import io.weft.netif.InterfaceDetector;
import io.weft.netif.NetInterface;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Network interfaces as the Linux kernel shows them in {@code /sys/class/net}
 * (Documentation/ABI/testing/sysfs-class-net): kind, speed, MTU and state; the addresses are the
 * JDK's. Changes are polled: netlink cannot be reached from Java without native code.
 */
@Component(
    configurationPid = "io.weft.netif.linux",
    property = "service.ranking:Integer=" + LinuxDetector.RANKING)
@Designate(ocd = LinuxDetector.Settings.class)
public final class LinuxDetector implements InterfaceDetector {
  /** Above the detector of the JDK, which is at 0. */
  static final int RANKING = 100;

  private static final Path CLASS_NET = Path.of("/sys/class/net");

  /** Settings of this detector. */
  @ObjectClassDefinition(
      name = "Network interfaces of Linux",
      description = "Reads /sys/class/net; idle on other systems.")
  @interface Settings {
    /** The property {@code poll_ms}. */
    @AttributeDefinition(
        name = "Milliseconds between two looks",
        description =
            "How long a change may go unseen, in milliseconds; looks only while something watches.",
        min = "10",
        max = "600000")
    int poll__ms() default 1000;
  }

  /** Where addresses come from, by the name of the interface. */
  interface Addresses {
    Map<String, List<InetAddress>> byInterface() throws IOException;
  }

  private final Path classNet;
  private final Addresses addresses;
  private final boolean linux;
  private final ChangePoll poll;

  /**
   * @throws IllegalArgumentException if a setting is out of its range
   */
  @Activate
  public LinuxDetector(Settings settings) {
    this(CLASS_NET, JdkAddresses::byInterface, pollInterval(settings.poll__ms()));
  }

  LinuxDetector(Path classNet, Addresses addresses, Duration pollInterval) {
    this.classNet = classNet;
    this.addresses = addresses;
    this.linux = System.getProperty("os.name", "").equals("Linux");
    this.poll = new ChangePoll("weft-netif-linux", pollInterval, this::fingerprint);
  }

  @Override
  public boolean usable() {
    return linux && Files.isDirectory(classNet);
  }

  @Override
  public List<NetInterface> interfaces() throws IOException {
    Map<String, List<InetAddress>> known = addresses.byInterface();
    return present().map(nic -> describe(nic, known)).sorted(NetInterface.BEST_FIRST).toList();
  }

  @Override
  public Watch watch(Runnable onChange) {
    return poll.watch(onChange);
  }

  /** Ends all watches. */
  @Deactivate
  void close() {
    poll.close();
  }

  static Duration pollInterval(int millis) {
    if (millis < 10 || millis > 600_000) {
      throw new IllegalArgumentException(
          "poll_ms of " + millis + " in io.weft.netif.linux (10 to 600000 milliseconds)");
    }
    return Duration.ofMillis(millis);
  }

  /** What changes while an interface lives, as far as it can be read without the kernel's lock. */
  private record Fingerprint(List<String> states, Map<String, List<InetAddress>> addresses) {}

  private Fingerprint fingerprint() throws IOException {
    return new Fingerprint(
        present().map(SysInterface::state).sorted().toList(), addresses.byInterface());
  }

  /** One that goes while we look is left out: every interface that is there has a number. */
  private Stream<SysInterface> present() throws IOException {
    try (Stream<Path> entries = Files.list(classNet)) {
      return entries.map(SysInterface::new).toList().stream().filter(nic -> nic.index() != 0);
    }
  }

  private static NetInterface describe(SysInterface nic, Map<String, List<InetAddress>> known) {
    return new NetInterface(
        nic.name(),
        nic.index(),
        nic.kind(),
        nic.speedMbps(),
        nic.mtuBytes(),
        known.getOrDefault(nic.name(), List.of()),
        nic.up(),
        nic.virtual());
  }
}
