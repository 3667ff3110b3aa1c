package io.weft.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

  private static DnsSettings settings(String names, String servers, int timeout, int min, int max) {
    Map<String, Object> values =
        Map.of(
            "names", new String[] {names},
            "servers", new String[] {servers},
            "timeout__ms", timeout,
            "min__refresh__s", min,
            "max__refresh__s", max);
    return (DnsSettings)
        Proxy.newProxyInstance(
            DnsSettings.class.getClassLoader(),
            new Class<?>[] {DnsSettings.class},
            (proxy, method, args) -> values.get(method.getName()));
  }

  private static Settings read(String names, String servers) {
    return Settings.of(settings(names, servers, 2000, 5, 3600));
  }

  @Test
  void listsMayBeOneText() {
    Settings read = read("example.org, mesh.example.net.", "192.0.2.1, [2001:db8::1]:5353");
    assertThat(read.names())
        .extracting(Object::toString)
        .containsExactly("example.org.", "mesh.example.net.");
    assertThat(read.servers())
        .extracting(Object::toString)
        .containsExactly("192.0.2.1:53", "[2001:db8::1]:5353");
    assertThat(read("", "").names()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1:54, 192.0.2.1:54",
    "2001:db8::1, [2001:db8::1]:53",
    "[::1], [::1]:53",
    "ns.example.org, ns.example.org:53"
  })
  void serverIsRead(String text, String server) {
    assertThat(NameServer.parse(text)).hasToString(server);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "192.0.2.1:0", "192.0.2.1:65536", "[::1", "dns://a", ":53"})
  void whatIsNoServerIsNamed(String text) {
    assertThatThrownBy(() -> NameServer.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("servers of io.weft.discovery.dns has \"" + text + "\"");
  }

  @Test
  void whatIsNoNameOrOutOfBoundsIsNamed() {
    assertThatThrownBy(() -> read("a..b", "")).hasMessageContaining("\"a..b\"");
    assertThatThrownBy(() -> read("x".repeat(64), "")).hasMessageContaining("no domain name");
    String long1 = String.join(".", Collections.nCopies(4, "y".repeat(61)));
    assertThatThrownBy(() -> new DnsDiscovery(settings(long1, "", 2000, 5, 3600)))
        .hasMessageContaining("too long");
    String many = String.join(",", IntStream.range(0, 17).mapToObj(i -> "n" + i).toList());
    assertThatThrownBy(() -> read(many, ""))
        .hasMessageContaining("names")
        .hasMessageContaining("17 (limit 16)");
    assertThatThrownBy(() -> Settings.of(settings("a", "", 99, 5, 3600)))
        .hasMessageContaining("timeout_ms")
        .hasMessageContaining("100 to 30000");
    assertThatThrownBy(() -> Settings.of(settings("a", "", 100, 100, 50)))
        .hasMessageContaining("less than min_refresh_s (100)");
  }
}
