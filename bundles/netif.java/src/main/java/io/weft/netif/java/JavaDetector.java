package io.weft.netif.java;

import io.weft.netif.InterfaceDetector;
import io.weft.netif.InterfaceKind;
import io.weft.netif.NetInterface;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * The floor under all detectors: what the JDK tells of network interfaces, on every system. It
 * knows no speeds, guesses kinds by names and, on Linux, sees only interfaces with an address.
 */
@Component(
    configurationPid = "io.weft.netif.java",
    property = "service.ranking:Integer=" + JavaDetector.RANKING)
@Designate(ocd = JavaDetector.Settings.class)
public final class JavaDetector implements InterfaceDetector {
  /** Below every detector that is made for one system. */
  static final int RANKING = 0;

  /** Settings of this detector. */
  @ObjectClassDefinition(
      name = "Network interfaces, by the JDK",
      description = "Works on every system; used where no detector knows the system better.")
  @interface Settings {
    /** The property {@code poll_ms}. */
    @AttributeDefinition(
        name = "Milliseconds between two looks",
        description =
            "How long a change may go unseen, in milliseconds; looks only while something watches.",
        min = "10",
        max = "600000")
    int poll__ms() default 2000;
  }

  /** Where snapshots come from. */
  interface Source {
    List<NetInterface> interfaces() throws IOException;
  }

  private final Source source;
  private final ChangePoll poll;

  /**
   * @throws IllegalArgumentException if a setting is out of its range
   */
  @Activate
  public JavaDetector(Settings settings) {
    this(JavaDetector::thisMachine, pollInterval(settings.poll__ms()));
  }

  JavaDetector(Source source, Duration pollInterval) {
    this.source = source;
    this.poll = new ChangePoll("weft-netif-java", pollInterval, source::interfaces);
  }

  @Override
  public boolean usable() {
    return true;
  }

  @Override
  public List<NetInterface> interfaces() throws IOException {
    return source.interfaces();
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
          "poll_ms of " + millis + " in io.weft.netif.java (10 to 600000 milliseconds)");
    }
    return Duration.ofMillis(millis);
  }

  static List<NetInterface> thisMachine() throws IOException {
    InterfaceNames names = new InterfaceNames(System.getProperty("os.name", ""));
    List<NetInterface> found = new ArrayList<>();
    for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
      try {
        found.add(describe(each, names));
      } catch (SocketException e) {
        // It went while we looked: the snapshot is of what is still there.
        continue;
      }
    }
    found.sort(NetInterface.BEST_FIRST);
    return List.copyOf(found);
  }

  private static NetInterface describe(NetworkInterface nic, InterfaceNames names)
      throws SocketException {
    InterfaceKind kind = kind(nic, names);
    return new NetInterface(
        nic.getName(),
        Math.max(nic.getIndex(), 0),
        kind,
        OptionalLong.empty(),
        Math.max(nic.getMTU(), 0),
        nic.inetAddresses().map(JavaDetector::withoutScope).toList(),
        nic.isUp(),
        kind == InterfaceKind.VIRTUAL || nic.isVirtual());
  }

  private static InterfaceKind kind(NetworkInterface nic, InterfaceNames names)
      throws SocketException {
    if (nic.isLoopback()) {
      return InterfaceKind.LOOPBACK;
    }
    InterfaceKind byName = names.kind(nic.getName(), String.valueOf(nic.getDisplayName()));
    boolean tunnel = byName == InterfaceKind.UNKNOWN && nic.isPointToPoint();
    return tunnel ? InterfaceKind.VIRTUAL : byName;
  }

  private static InetAddress withoutScope(InetAddress address) {
    try {
      return InetAddress.getByAddress(address.getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of the system has a wrong length", e);
    }
  }
}
