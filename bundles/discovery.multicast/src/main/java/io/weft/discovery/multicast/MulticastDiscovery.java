package io.weft.discovery.multicast;

import io.weft.discovery.DiscoveryProvider;
import io.weft.discovery.Query;
import io.weft.discovery.Queryable;
import io.weft.discovery.Self;
import io.weft.discovery.SightingSink;
import io.weft.trust.Identity;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Nodes of one local network find each other by UDP: each announces its signed record to a
 * multicast group, says now and then that it is still here and how busy it is, answers questions
 * for what it has, and says goodbye.
 *
 * <p>Every datagram is signed by its sender's key and numbered. May be started again after {@link
 * #close}.
 */
@Component(
    service = DiscoveryProvider.class,
    property = DiscoveryProvider.NAME + "=multicast",
    configurationPid = "io.weft.discovery.multicast")
@Designate(ocd = MulticastSettings.class)
public final class MulticastDiscovery implements Queryable {

  /** Between two looks at the network interfaces: the JDK has no event for their changes. */
  private static final Duration INTERFACE_PERIOD = Duration.ofSeconds(5);

  private final Settings settings;
  private final Identity identity;
  private final Duration interfacePeriod;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Beacon beacon;

  /** On which interfaces IPv6 is used. */
  public enum Ipv6 {
    /**
     * On those without an IPv4 address: where there are both, the same machines would hear
     * everything twice.
     */
    AUTO,
    ALWAYS,
    NEVER;

    boolean isWantedOn(LocalInterface one) {
      return this == ALWAYS || (this == AUTO && !one.speaks(LocalInterface.IPV4_BYTES));
    }

    boolean isWantedBy(List<LocalInterface> all) {
      return all.stream().anyMatch(this::isWantedOn);
    }

    static Ipv6 parse(String text) {
      return switch (text.strip().toLowerCase(Locale.ROOT)) {
        case "auto" -> AUTO;
        case "always", "true" -> ALWAYS;
        case "never", "false" -> NEVER;
        default -> throw Settings.wrong("ipv6", text, "auto, always or never");
      };
    }
  }

  /**
   * How it works.
   *
   * @param port UDP port that all share
   * @param group IPv4 multicast group
   * @param ipv6 where to announce by IPv6 too
   * @param ipv6Group IPv6 multicast group
   * @param hops how many routers an announcement may pass, less one
   * @param broadcast whether to broadcast also where multicast works
   * @param announcePeriod shortest time between two signs of life in the long run
   */
  public record Settings(
      int port,
      InetAddress group,
      Ipv6 ipv6,
      InetAddress ipv6Group,
      int hops,
      boolean broadcast,
      Duration announcePeriod) {

    private static final String GROUP = "239.255.84.37";
    private static final String IPV6_GROUP = "ff15::5745:4654";
    private static final int IPV4_BYTES = 4;
    private static final int MAX_PORT = 65535;
    private static final int MAX_HOPS = 32;
    private static final int MAX_PERIOD_SECONDS = 300;

    public Settings {
      range("port", port, 1, MAX_PORT);
      range("hops", hops, 1, MAX_HOPS);
      range("announce_period_s", announcePeriod.toSeconds(), 1, MAX_PERIOD_SECONDS);
      if (!group.isMulticastAddress() || group.getAddress().length != IPV4_BYTES) {
        throw wrong("group", group.getHostAddress(), "224.0.0.0 to 239.255.255.255");
      }
      if (!ipv6Group.isMulticastAddress() || ipv6Group.getAddress().length == IPV4_BYTES) {
        throw wrong("ipv6_group", ipv6Group.getHostAddress(), "ff00:: to ffff::");
      }
    }

    /** The defaults, on this port. */
    public static Settings onPort(int port) {
      return new Settings(
          port,
          address("group", GROUP),
          Ipv6.AUTO,
          address("ipv6_group", IPV6_GROUP),
          1,
          false,
          Duration.ofSeconds(10));
    }

    static Settings of(MulticastSettings s) {
      return new Settings(
          s.port(),
          address("group", s.group()),
          Ipv6.parse(s.ipv6()),
          address("ipv6_group", s.ipv6__group()),
          s.hops(),
          s.broadcast(),
          Duration.ofSeconds(s.announce__period__s()));
    }

    private static void range(String key, long value, long min, long max) {
      if (value < min || value > max) {
        throw wrong(key, Long.toString(value), min + " to " + max);
      }
    }

    /** Digits only: a name would be looked up. */
    private static InetAddress address(String key, String text) {
      try {
        if (text.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
          return InetAddress.getByName(text);
        }
      } catch (UnknownHostException e) {
        throw wrong(key, text, "an IP address");
      }
      throw wrong(key, text, "an IP address");
    }

    static IllegalArgumentException wrong(String key, String value, String expected) {
      return new IllegalArgumentException(
          key + " of io.weft.discovery.multicast is " + value + " (" + expected + ")");
    }
  }

  @Activate
  public MulticastDiscovery(MulticastSettings settings, @Reference Identity identity) {
    this(Settings.of(settings), identity);
  }

  /** A provider without a framework around it. */
  public MulticastDiscovery(Settings settings, Identity identity) {
    this(settings, identity, INTERFACE_PERIOD);
  }

  MulticastDiscovery(Settings settings, Identity identity, Duration interfacePeriod) {
    this.settings = settings;
    this.identity = identity;
    this.interfacePeriod = interfacePeriod;
  }

  @Override
  public void start(Self self, SightingSink sink) {
    lock.lock();
    try {
      if (beacon != null) {
        throw new IllegalStateException("already started: close it first");
      }
      beacon =
          Beacon.start(
              settings, interfacePeriod, identity, self, sink, Clock.systemUTC(), System::nanoTime);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void refresh() {
    lock.lock();
    try {
      if (beacon != null) {
        beacon.refresh();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void query(Query query) {
    lock.lock();
    try {
      if (beacon != null) {
        beacon.ask(query);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  @Deactivate
  public void close() {
    lock.lock();
    try {
      if (beacon != null) {
        beacon.close();
        beacon = null;
      }
    } finally {
      lock.unlock();
    }
  }
}
