package io.weft.netif;

import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/**
 * One network interface at one moment.
 *
 * @param name the system's name for it, such as {@code eth0}
 * @param index the system's number for it; 0 if unknown
 * @param kind what it is
 * @param speedMbps link speed in megabits a second, where the system tells
 * @param mtuBytes largest packet; 0 if unknown
 * @param addresses without scope; empty if it has none
 * @param up whether it carries packets
 * @param virtual whether there is no hardware of its own behind it
 */
public record NetInterface(
    String name,
    int index,
    InterfaceKind kind,
    OptionalLong speedMbps,
    int mtuBytes,
    List<InetAddress> addresses,
    boolean up,
    boolean virtual) {

  /**
   * The order of {@link InterfaceDetector#interfaces}: kind, then speed, unknown last, then name.
   */
  public static final Comparator<NetInterface> BEST_FIRST =
      Comparator.comparing(NetInterface::kind)
          .thenComparing(nic -> nic.speedMbps().orElse(0), Comparator.reverseOrder())
          .thenComparing(NetInterface::name);

  public NetInterface {
    addresses = List.copyOf(addresses);
  }
}
