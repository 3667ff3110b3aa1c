package io.weft.netif.linux;

import io.weft.netif.InterfaceKind;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One folder of {@code /sys/class/net}. Each question reads the file that answers it; a file that
 * is missing or cannot be read (the kernel answers EINVAL where a value makes no sense) counts as
 * unknown.
 */
final class SysInterface {
  /** Values of the file {@code type}: {@code ARPHRD_*} of the kernel's {@code if_arp.h}. */
  private static final String TYPE_ETHER = "1";

  private static final String TYPE_INFINIBAND = "32";
  private static final String TYPE_RAW_IP = "519";
  private static final String TYPE_LOOPBACK = "772";

  /** The driver's name in the kernel's {@code drivers/net/thunderbolt/main.c}. */
  private static final String THUNDERBOLT_DRIVER = "thunderbolt-net";

  private static final Pattern THUNDERBOLT_NAME = Pattern.compile("(thunderbolt|tb)\\d.*");
  private static final Pattern WIFI_NAME = Pattern.compile("wl.*|wifi\\d.*|ath\\d.*");
  private static final Pattern CELLULAR_NAME = Pattern.compile("ww(an|p|\\d).*|rmnet.*|ccmni\\d.*");

  /** For sandboxes whose folders are no links into {@code /sys/devices}. */
  private static final Pattern VIRTUAL_NAME =
      Pattern.compile(
          "docker.*|br-.*|veth.*|virbr.*|vnet\\d.*|vmnet\\d.*|vboxnet.*|tun\\d.*|tap\\d.*|wg\\d.*"
              + "|tailscale.*|zt.*|cni.*|flannel.*|cali.*|cilium.*|lxc.*|lxdbr.*|podman.*");

  /** Values of {@code DEVTYPE} in the file {@code uevent} of what the kernel makes up. */
  private static final Set<String> VIRTUAL_DEVICE_TYPES =
      Set.of("bridge", "vlan", "bond", "vxlan", "macvlan", "gre", "geneve", "tun", "wireguard");

  private final Path folder;
  private final int index;

  SysInterface(Path folder) {
    this.folder = folder;
    this.index = (int) number("ifindex", 0);
  }

  String name() {
    return folder.getFileName().toString();
  }

  /** 0 if it is no interface, or none any more. */
  int index() {
    return index;
  }

  int mtuBytes() {
    return (int) number("mtu", 0);
  }

  /** Empty where the driver does not tell: -1 or EINVAL. */
  OptionalLong speedMbps() {
    long speed = number("speed", -1);
    return speed > 0 ? OptionalLong.of(speed) : OptionalLong.empty();
  }

  /** Drivers that keep no state say {@code unknown}: there the carrier decides. */
  boolean up() {
    String state = text("operstate");
    return state.equals("up") || (state.equals("unknown") && text("carrier").equals("1"));
  }

  /**
   * What tells one moment from another: number, state and MTU. Not the speed, which the kernel
   * reads from the card under a lock that all network configuration shares.
   */
  String state() {
    return name() + ' ' + index + ' ' + up() + ' ' + text("mtu");
  }

  /** Whether the kernel made it up: it lives under {@code /sys/devices/virtual/net}. */
  boolean virtual() {
    return madeUp() && !loopback();
  }

  InterfaceKind kind() {
    if (loopback()) {
      return InterfaceKind.LOOPBACK;
    }
    if (driver().equals(THUNDERBOLT_DRIVER) || THUNDERBOLT_NAME.matcher(name()).matches()) {
      return InterfaceKind.THUNDERBOLT;
    }
    if (text("type").equals(TYPE_INFINIBAND)) {
      return InterfaceKind.INFINIBAND;
    }
    String deviceType = deviceType();
    if (deviceType.equals("wlan") || exists("wireless") || exists("phy80211")) {
      return InterfaceKind.WIFI;
    }
    if (deviceType.equals("wwan") || CELLULAR_NAME.matcher(name()).matches()) {
      return InterfaceKind.CELLULAR;
    }
    if (madeUp() || VIRTUAL_DEVICE_TYPES.contains(deviceType)) {
      return kindBelow();
    }
    return kindByNameAndType();
  }

  private InterfaceKind kindByNameAndType() {
    if (VIRTUAL_NAME.matcher(name()).matches()) {
      return InterfaceKind.VIRTUAL;
    }
    if (WIFI_NAME.matcher(name()).matches()) {
      return InterfaceKind.WIFI;
    }
    return switch (text("type")) {
      case TYPE_ETHER -> InterfaceKind.ETHERNET;
      case TYPE_RAW_IP -> InterfaceKind.CELLULAR;
      default -> InterfaceKind.UNKNOWN;
    };
  }

  /**
   * A bridge, bond or VLAN over a card is a path of that card's kind; it often has the addresses
   * while the card has none. Over nothing, or over virtual ones, it is virtual.
   */
  private InterfaceKind kindBelow() {
    InterfaceKind best = InterfaceKind.VIRTUAL;
    try (DirectoryStream<Path> lowers = Files.newDirectoryStream(folder, "lower_*")) {
      for (Path lower : lowers) {
        SysInterface below = new SysInterface(lower.toRealPath());
        if (!below.madeUp() && below.kind().compareTo(best) < 0) {
          best = below.kind();
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return best;
    }
    return best;
  }

  private boolean loopback() {
    return text("type").equals(TYPE_LOOPBACK);
  }

  private boolean madeUp() {
    try {
      Path parent = folder.toRealPath().getParent();
      return parent != null && parent.endsWith(Path.of("devices", "virtual", "net"));
    } catch (IOException e) {
      return false;
    }
  }

  private String driver() {
    try {
      Path driver = folder.resolve("device/driver").toRealPath().getFileName();
      return driver == null ? "" : driver.toString();
    } catch (IOException e) {
      return "";
    }
  }

  private String deviceType() {
    return text("uevent")
        .lines()
        .filter(line -> line.startsWith("DEVTYPE="))
        .map(line -> line.substring("DEVTYPE=".length()))
        .findFirst()
        .orElse("");
  }

  private boolean exists(String file) {
    return Files.exists(folder.resolve(file), LinkOption.NOFOLLOW_LINKS);
  }

  private long number(String file, long otherwise) {
    try {
      return Long.parseLong(text(file));
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  private String text(String file) {
    try {
      return Files.readString(folder.resolve(file)).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
