package io.weft.netif.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.netif.InterfaceKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SysInterfaceTest {
  @TempDir Path root;
  private SysTree sys;

  @BeforeEach
  void makeTree() throws IOException {
    sys = new SysTree(root);
  }

  @Test
  void loopbackIsTheTypeNotTheName() throws IOException {
    sys.madeUp("lo").with("type", "772").with("operstate", "unknown").with("carrier", "1");

    assertThat(nic("lo").kind()).isEqualTo(InterfaceKind.LOOPBACK);
    assertThat(nic("lo").virtual()).isFalse();
    assertThat(nic("lo").up()).isTrue();
  }

  @Test
  void thunderboltIsKnownByItsDriverWhateverItIsCalled() throws IOException {
    sys.card("enp5s0").driver("thunderbolt-net");

    assertThat(nic("enp5s0").kind()).isEqualTo(InterfaceKind.THUNDERBOLT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"thunderbolt0", "tb1"})
  void thunderboltIsKnownByItsNameWithoutADriver(String name) throws IOException {
    sys.card(name);

    assertThat(nic(name).kind()).isEqualTo(InterfaceKind.THUNDERBOLT);
  }

  @Test
  void cardIsEthernet() throws IOException {
    sys.card("enp3s0").driver("igc").with("speed", "2500");

    assertThat(nic("enp3s0").kind()).isEqualTo(InterfaceKind.ETHERNET);
    assertThat(nic("enp3s0").speedMbps()).hasValue(2500);
    assertThat(nic("enp3s0").virtual()).isFalse();
  }

  @Test
  void infinibandIsTheTypeNotTheName() throws IOException {
    sys.card("mlx0").with("type", "32").with("speed", "200000").with("mtu", "2044");

    assertThat(nic("mlx0").kind()).isEqualTo(InterfaceKind.INFINIBAND);
    assertThat(nic("mlx0").mtuBytes()).isEqualTo(2044);
  }

  @Test
  void wifiIsKnownByItsRadio() throws IOException {
    sys.card("eth1").folder("phy80211");
    sys.card("eth2").folder("wireless");
    sys.card("eth3").deviceType("wlan");

    assertThat(nic("eth1").kind()).isEqualTo(InterfaceKind.WIFI);
    assertThat(nic("eth2").kind()).isEqualTo(InterfaceKind.WIFI);
    assertThat(nic("eth3").kind()).isEqualTo(InterfaceKind.WIFI);
  }

  @Test
  void modemIsCellular() throws IOException {
    sys.card("usb0").deviceType("wwan");
    sys.card("net7").with("type", "519");
    sys.madeUp("rmnet_data0").with("type", "519");

    assertThat(nic("usb0").kind()).isEqualTo(InterfaceKind.CELLULAR);
    assertThat(nic("net7").kind()).isEqualTo(InterfaceKind.CELLULAR);
    assertThat(nic("rmnet_data0").kind()).isEqualTo(InterfaceKind.CELLULAR);
  }

  @ParameterizedTest
  @ValueSource(strings = {"docker0", "br-3f1c9a7e5d2b", "veth1", "dummy0", "wg0", "eth0"})
  void madeUpIsVirtualWhateverItIsCalled(String name) throws IOException {
    sys.madeUp(name);

    assertThat(nic(name).kind()).isEqualTo(InterfaceKind.VIRTUAL);
    assertThat(nic(name).virtual()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bridge", "vlan", "bond"})
  void whatLiesOverACardIsAPathOfItsKind(String deviceType) throws IOException {
    SysTree.Device card = sys.card("eth0");
    sys.madeUp("over0").deviceType(deviceType).over(card);

    assertThat(nic("over0").kind()).isEqualTo(InterfaceKind.ETHERNET);
    assertThat(nic("over0").virtual()).isTrue();
  }

  @Test
  void bridgeOverThunderboltIsThunderbolt() throws IOException {
    SysTree.Device ethernet = sys.card("eth0");
    SysTree.Device thunderbolt = sys.card("tb-left").driver("thunderbolt-net");
    sys.madeUp("bridge0").deviceType("bridge").over(ethernet).over(thunderbolt);

    assertThat(nic("bridge0").kind()).isEqualTo(InterfaceKind.THUNDERBOLT);
  }

  @Test
  void bridgeOfContainersStaysVirtual() throws IOException {
    SysTree.Device container = sys.madeUp("veth1");
    sys.madeUp("docker0").deviceType("bridge").over(container);

    assertThat(nic("docker0").kind()).isEqualTo(InterfaceKind.VIRTUAL);
  }

  @Test
  void sandboxWithoutLinksIsReadByNames() throws IOException {
    Path folder = Files.createDirectories(sys.classNet().resolve("veth7"));
    Files.writeString(folder.resolve("type"), "1\n");

    assertThat(nic("veth7").kind()).isEqualTo(InterfaceKind.VIRTUAL);
  }

  @Test
  void unknownSpeedIsNoSpeed() throws IOException {
    sys.card("eth0").with("speed", "-1");
    sys.card("eth1");
    sys.card("eth2").folder("speed"); // reading it fails, as EINVAL does

    assertThat(nic("eth0").speedMbps()).isEmpty();
    assertThat(nic("eth1").speedMbps()).isEmpty();
    assertThat(nic("eth2").speedMbps()).isEmpty();
  }

  @Test
  void withoutAStateTheCarrierDecides() throws IOException {
    sys.card("eth0").with("operstate", "unknown").with("carrier", "1");
    sys.card("eth1").with("operstate", "unknown").with("carrier", "0");
    sys.card("eth2").with("operstate", "unknown");
    sys.card("eth3").with("operstate", "down").with("carrier", "1");
    sys.card("eth4").with("operstate", "lowerlayerdown");

    assertThat(nic("eth0").up()).isTrue();
    assertThat(nic("eth1").up()).isFalse();
    assertThat(nic("eth2").up()).isFalse();
    assertThat(nic("eth3").up()).isFalse();
    assertThat(nic("eth4").up()).isFalse();
  }

  @Test
  void unheardOfTypeIsUnknown() throws IOException {
    sys.card("frob0").with("type", "9999");

    assertThat(nic("frob0").kind()).isEqualTo(InterfaceKind.UNKNOWN);
  }

  private SysInterface nic(String name) {
    return new SysInterface(sys.classNet().resolve(name));
  }
}
