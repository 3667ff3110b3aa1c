package io.weft.node.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackAddressTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp://127.0.0.1:7001",
        "tcp://127.1.2.3:7001",
        "tcp://[::1]:7001",
        "tcp://localhost:7001",
        "unix:/run/weft/ada.sock"
      })
  void leadsBackToThisMachine(String address) {
    assertThat(LoopbackAddress.is(URI.create(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp://10.0.0.7:7001",
        "tcp://[fe80::1]:7001",
        "tcp://ada.local:7001",
        "tcp://name_with_low_line:7001"
      })
  void leadsElsewhere(String address) {
    assertThat(LoopbackAddress.is(URI.create(address))).isFalse();
  }
}
