package io.weft.discovery.multicast;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.discovery.multicast.LocalInterface.Prefix;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LocalInterfaceTest {

  private static final LocalInterface LO = of("lo", 1, "127.0.0.1", 8, true, false);
  private static final LocalInterface ETH = of("eth0", 2, "10.1.2.3", 24, false, true);
  private static final LocalInterface WIFI = of("wlan0", 3, "192.168.7.9", 20, false, true);
  private static final LocalInterface DOCKER = of("docker0", 4, "172.17.0.1", 16, false, true);
  private static final LocalInterface DUMB = of("ppp0", 5, "10.9.9.9", 32, false, false);

  @Test
  void allThatCanMulticastAreUsed() {
    assertThat(choose(LO, ETH, WIFI, DUMB)).containsExactly(ETH, WIFI);
  }

  @Test
  void virtualOnesAreUsedOnlyWhereThereIsNoOther() {
    assertThat(choose(LO, ETH, DOCKER)).containsExactly(ETH);
    assertThat(choose(LO, DOCKER)).containsExactly(DOCKER);
  }

  @Test
  void loopbackIsUsedWhereThereIsNothingElse() {
    assertThat(choose(LO, DUMB)).containsExactly(LO);
  }

  @Test
  void onlyTheInterfaceOfABoundAddressIsUsed() {
    List<LocalInterface> all = List.of(LO, ETH, WIFI);
    assertThat(LocalInterface.choose(all, Optional.of(ip("127.0.0.1")))).containsExactly(LO);
    assertThat(LocalInterface.choose(all, Optional.of(ip("127.0.0.2")))).containsExactly(LO);
    assertThat(LocalInterface.choose(all, Optional.of(ip("192.168.7.9")))).containsExactly(WIFI);
    assertThat(LocalInterface.choose(all, Optional.of(ip("192.168.7.8")))).isEmpty();
  }

  @Test
  void sendersNetworkTellsWhereItWasHeard() {
    List<LocalInterface> used = List.of(ETH, WIFI);
    assertThat(LocalInterface.heardOn(used, ip("10.1.2.200"))).contains(ETH);
    assertThat(LocalInterface.heardOn(used, ip("192.168.15.1"))).contains(WIFI);
    assertThat(LocalInterface.heardOn(used, ip("192.168.16.1"))).isEmpty();
    assertThat(LocalInterface.heardOn(used, ip("2001:db8::1"))).isEmpty();
  }

  @Test
  void scopeTellsWhereALinkLocalSenderWasHeard() throws Exception {
    InetAddress sender = Inet6Address.getByAddress(null, ip("fe80::1").getAddress(), WIFI.index());
    assertThat(LocalInterface.heardOn(List.of(ETH, WIFI), sender)).contains(WIFI);
  }

  @Test
  void thisMachineHasALoopbackInterface() {
    assertThat(LocalInterface.all()).anyMatch(LocalInterface::loopback);
  }

  private static List<LocalInterface> choose(LocalInterface... all) {
    return LocalInterface.choose(List.of(all), Optional.empty());
  }

  private static LocalInterface of(
      String name, int index, String address, int bits, boolean loopback, boolean multicast) {
    return new LocalInterface(
        name, index, loopback, multicast, List.of(new Prefix(ip(address), bits, null)));
  }

  private static InetAddress ip(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
