package io.weft.netif.java;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.netif.InterfaceKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InterfaceNamesTest {

  @ParameterizedTest
  @CsvSource({
    "lo, LOOPBACK",
    "thunderbolt0, THUNDERBOLT",
    "tb0, THUNDERBOLT",
    "ib0, INFINIBAND",
    "ibp65s0, INFINIBAND",
    "eth0, ETHERNET",
    "enp3s0f1, ETHERNET",
    "eno1, ETHERNET",
    "wlan0, WIFI",
    "wlp2s0, WIFI",
    "wwan0, CELLULAR",
    "wwp0s20u4, CELLULAR",
    "rmnet_data0, CELLULAR",
    "docker0, VIRTUAL",
    "br-3f1c9a7e5d2b, VIRTUAL",
    "bridge0, VIRTUAL",
    "veth9a1b2c3, VIRTUAL",
    "virbr0, VIRTUAL",
    "vmnet8, VIRTUAL",
    "vboxnet0, VIRTUAL",
    "tun0, VIRTUAL",
    "tap1, VIRTUAL",
    "wg0, VIRTUAL",
    "tailscale0, VIRTUAL",
    "zt7nnig34e, VIRTUAL",
    "cni0, VIRTUAL",
    "flannel.1, VIRTUAL",
    "cali1234, VIRTUAL",
    "lxcbr0, VIRTUAL",
    "podman0, VIRTUAL",
    "frobnicator7, UNKNOWN"
  })
  void linux(String name, InterfaceKind kind) {
    assertThat(new InterfaceNames("Linux").kind(name, name)).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "lo0, LOOPBACK",
    "bridge0, THUNDERBOLT",
    "bridge1, THUNDERBOLT",
    "bridge100, VIRTUAL",
    "bridge101, VIRTUAL",
    "en0, ETHERNET",
    "pdp_ip0, CELLULAR",
    "utun3, VIRTUAL",
    "awdl0, VIRTUAL",
    "llw0, VIRTUAL",
    "anpi1, VIRTUAL",
    "ap1, VIRTUAL",
    "gif0, VIRTUAL",
    "stf0, VIRTUAL"
  })
  void macos(String name, InterfaceKind kind) {
    assertThat(new InterfaceNames("Mac OS X").kind(name, name)).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "lo, Software Loopback Interface 1, LOOPBACK",
    "eth3, Intel(R) Ethernet Connection I219-LM, ETHERNET",
    "eth0, Realtek PCIe 2.5GbE Family Controller, ETHERNET",
    "wlan0, Intel(R) Wi-Fi 6 AX201 160MHz, WIFI",
    "wireless_32768, Qualcomm Atheros, WIFI",
    "eth5, Thunderbolt(TM) Networking, THUNDERBOLT",
    "eth6, USB4(TM) P2P Network Adapter, THUNDERBOLT",
    "eth7, Hyper-V Virtual Ethernet Adapter, VIRTUAL",
    "eth8, VirtualBox Host-Only Ethernet Adapter, VIRTUAL",
    "net4, WAN Miniport (IPv6), VIRTUAL",
    "eth9, TAP-Windows Adapter V9, VIRTUAL",
    "eth10, Mellanox IPoIB Adapter, INFINIBAND",
    "net5, Generic Mobile Broadband Adapter, CELLULAR"
  })
  void windows(String name, String description, InterfaceKind kind) {
    assertThat(new InterfaceNames("Windows 11").kind(name, description)).isEqualTo(kind);
  }
}
