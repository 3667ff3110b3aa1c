package io.weft.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {

  @ParameterizedTest
  @CsvSource({
    "tcp://10.0.0.7:7001, 10.0.0.7, 7001",
    "TCP://node-1.example:0, node-1.example, 0",
    "tcp://under_score:65535, under_score, 65535",
    "tcp://[::1]:7001, ::1, 7001",
    "tcp://[fe80::1%25eth0]:7001, fe80::1%eth0, 7001"
  })
  void isRead(URI address, String host, int port) {
    assertThat(HostPort.of("tcp", address)).isEqualTo(new HostPort("tcp", host, port));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "udp://10.0.0.7:7001",
        "tcp://10.0.0.7",
        "tcp://10.0.0.7:65536",
        "tcp://10.0.0.7:7001/path",
        "tcp://user@10.0.0.7:7001",
        "tcp://10.0.0.7:7001?a=b",
        "tcp:7001",
        "tcp://:7001"
      })
  void otherFormsAreRefusedWithTheRightOneShown(String text) {
    URI address = URI.create(text);
    assertThatThrownBy(() -> HostPort.of("tcp", address))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text)
        .hasMessageContaining("tcp://host:port");
  }

  @Test
  void isWrittenAsItIsRead() throws Exception {
    for (String literal :
        new String[] {
          "127.0.0.1", "::", "::1", "fe80::", "2001:db8::7", "2001:db8::1:0:0:1", "1:0:2:3:4:5:6:7"
        }) {
      URI address =
          HostPort.uri("tcp", new InetSocketAddress(InetAddress.getByName(literal), 7001));
      assertThat(HostPort.of("tcp", address)).isEqualTo(new HostPort("tcp", literal, 7001));
    }
  }
}
