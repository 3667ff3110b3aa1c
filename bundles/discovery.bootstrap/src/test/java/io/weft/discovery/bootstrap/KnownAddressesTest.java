package io.weft.discovery.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownAddressesTest {

  @Test
  void settingMayBeAListOrOneText() {
    assertThat(KnownAddresses.of("tcp://a.example:7001, quic://[2001:db8::1]:7001", "unix:/run/w"))
        .containsExactly(
            URI.create("tcp://a.example:7001"),
            URI.create("quic://[2001:db8::1]:7001"),
            URI.create("unix:/run/w"));
  }

  @Test
  void listThatIsShippedIsEmptyAndCanBeReplacedByNothing() {
    assertThat(KnownAddresses.of()).isEmpty();
    assertThat(KnownAddresses.of("")).isEmpty();
    assertThat(KnownAddresses.of("none")).isEmpty();
    assertThat(KnownAddresses.of("none", "tcp://a.example:7001"))
        .as("and one of the command line")
        .containsExactly(URI.create("tcp://a.example:7001"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.example",
        "a.example:7001",
        "tcp://a.example",
        "tcp://bad_name:7001",
        "tcp:",
        "://",
        "a b"
      })
  void whatIsNoAddressIsNamed(String text) {
    assertThatThrownBy(() -> KnownAddresses.of("tcp://a.example:7001", text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("addresses of io.weft.discovery.bootstrap has \"" + text + "\"")
        .hasMessageContaining("tcp://bootstrap.example.org:7001");
  }

  @Test
  void listIsBounded() {
    String[] many =
        IntStream.range(0, 65).mapToObj(i -> "tcp://a.example:" + (i + 1)).toArray(String[]::new);
    assertThatThrownBy(() -> KnownAddresses.of(many)).hasMessageContaining("are 65 (limit 64)");
  }
}
