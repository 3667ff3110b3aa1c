package io.weft.netif.java;

import static io.weft.netif.InterfaceKind.CELLULAR;
import static io.weft.netif.InterfaceKind.ETHERNET;
import static io.weft.netif.InterfaceKind.INFINIBAND;
import static io.weft.netif.InterfaceKind.LOOPBACK;
import static io.weft.netif.InterfaceKind.THUNDERBOLT;
import static io.weft.netif.InterfaceKind.UNKNOWN;
import static io.weft.netif.InterfaceKind.VIRTUAL;
import static io.weft.netif.InterfaceKind.WIFI;

import io.weft.netif.InterfaceKind;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a network interface is, by its name: a guess, the best that there is without asking the
 * system. Names: systemd.net-naming-scheme(7), the drivers of Linux and of container runtimes,
 * {@code ifconfig} and {@code networksetup} of macOS, the adapter descriptions of Windows.
 */
final class InterfaceNames {

  private record Rule(Pattern names, InterfaceKind kind) {
    static Rule of(InterfaceKind kind, String names) {
      return new Rule(Pattern.compile(names), kind);
    }
  }

  /** macOS counts Thunderbolt bridges from 0 and those of machines and sharing from 100. */
  private static final Rule MAC_BRIDGE = Rule.of(THUNDERBOLT, "bridge\\d{1,2}");

  /** Short names of Linux, macOS and the JDK on Windows; the first that matches decides. */
  private static final List<Rule> NAMES =
      List.of(
          Rule.of(LOOPBACK, "lo\\d*|loopback.*"),
          Rule.of(THUNDERBOLT, "thunderbolt.*|tb\\d+.*"),
          // containers and virtual machines
          Rule.of(VIRTUAL, "docker.*|br-.*|bridge.*|veth.*|virbr.*|vnet\\d+.*|vmnet.*|vboxnet.*"),
          Rule.of(VIRTUAL, "cni.*|flannel.*|cali.*|cilium.*|kube-.*|lxc.*|lxdbr.*|podman.*"),
          // tunnels
          Rule.of(
              VIRTUAL, "utun.*|tun.*|tap.*|wg.*|tailscale.*|zt.*|vxlan.*|gre.*|sit\\d+|gif\\d+"),
          Rule.of(VIRTUAL, "stf\\d+|ip6tnl.*|ipip.*|ipsec.*|ppp.*|tunnel.*|nebula.*"),
          // of the system itself: wireless side channels of Apple, test and shaping devices of
          // Linux
          Rule.of(VIRTUAL, "awdl.*|llw.*|anpi.*|p2p.*|ap\\d+|dummy.*|ifb\\d+|macv.*|ipvl.*"),
          Rule.of(INFINIBAND, "ib.*"),
          Rule.of(CELLULAR, "wwan.*|wwp.*|ww\\d+.*|rmnet.*|pdp_ip.*|ccmni.*"),
          Rule.of(WIFI, "wl.*|wifi.*|wireless.*|ath\\d+"),
          Rule.of(ETHERNET, "en.*|eth.*|em\\d+.*"));

  /** Parts of the descriptions of Windows: what is virtual says so beside what it imitates. */
  private static final List<Rule> DESCRIPTIONS =
      List.of(
          Rule.of(LOOPBACK, ".*loopback.*"),
          Rule.of(THUNDERBOLT, ".*thunderbolt.*|.*usb4.*p2p.*"),
          Rule.of(VIRTUAL, ".*(virtual|hyper-v|vethernet|vmware|docker).*"),
          Rule.of(VIRTUAL, ".*(tap-windows|wintun|wireguard|tailscale|zerotier|openvpn|tunnel).*"),
          Rule.of(VIRTUAL, ".*(teredo|6to4|isatap|wan miniport|bluetooth).*"),
          Rule.of(INFINIBAND, ".*(infiniband|ipoib).*"),
          Rule.of(CELLULAR, ".*(wwan|mobile broadband|cellular|\\blte\\b|\\b5g\\b).*"),
          Rule.of(WIFI, ".*(wi-?fi|wireless|wlan|802\\.11).*"),
          Rule.of(ETHERNET, ".*(ethernet|gigabit|gbe|network connection|pcie?.*controller).*"));

  private final boolean mac;

  /**
   * @param osName the system property {@code os.name}
   */
  InterfaceNames(String osName) {
    this.mac = osName.startsWith("Mac") || osName.startsWith("Darwin");
  }

  /**
   * @param description the long name that Windows has; elsewhere the same as the name
   */
  InterfaceKind kind(String name, String description) {
    String shortName = name.toLowerCase(Locale.ROOT);
    String longName = description.toLowerCase(Locale.ROOT);
    if (mac && MAC_BRIDGE.names().matcher(shortName).matches()) {
      return THUNDERBOLT;
    }
    InterfaceKind described = longName.equals(shortName) ? UNKNOWN : first(DESCRIPTIONS, longName);
    return described != UNKNOWN ? described : first(NAMES, shortName);
  }

  private static InterfaceKind first(List<Rule> rules, String text) {
    for (Rule rule : rules) {
      if (rule.names().matcher(text).matches()) {
        return rule.kind();
      }
    }
    return UNKNOWN;
  }
}
