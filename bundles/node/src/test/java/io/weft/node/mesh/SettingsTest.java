package io.weft.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

  /** The defaults, but for these. */
  private static Settings with(Map<String, Object> given) {
    return Settings.of(
        (NetworkSettings)
            Proxy.newProxyInstance(
                SettingsTest.class.getClassLoader(),
                new Class<?>[] {NetworkSettings.class},
                (proxy, method, args) -> value(method, given)));
  }

  private static Object value(Method method, Map<String, Object> given) {
    return given.getOrDefault(method.getName().replace("__", "_"), method.getDefaultValue());
  }

  @Test
  void theDefaultsStand() {
    Settings settings = with(Map.of());

    assertThat(settings.name()).isNotBlank();
    assertThat(settings.bind()).isEmpty();
    assertThat(settings.linkOptions().secured()).isTrue();
    assertThat(settings.runs("mdns")).isTrue();
  }

  @Test
  void listsAreSeparatedByCommas() {
    Settings settings =
        with(
            Map.of(
                "roles", new String[] {"gpu, bridge"},
                "tags", new String[] {"rack=7,fast"},
                "listen", new String[] {"tcp://0.0.0.0:7001, tcp://[::1]:7002"},
                "discovery_providers", new String[] {"local"}));

    assertThat(settings.roles()).containsExactlyInAnyOrder("gpu", "bridge");
    assertThat(settings.tags()).containsEntry("rack", "7").containsEntry("fast", "");
    assertThat(settings.listen())
        .containsExactly(URI.create("tcp://0.0.0.0:7001"), URI.create("tcp://[::1]:7002"));
    assertThat(settings.runs("local")).isTrue();
    assertThat(settings.runs("mdns")).isFalse();
  }

  @Test
  void aPortForLargeThingsIs7879UnlessItIsSaid() {
    Settings settings =
        with(
            Map.of(
                "listen", new String[] {"tcp://0.0.0.0:7001"},
                "bulk_listen", new String[] {"tcp://0.0.0.0, tcp://[::1], tcp://10.0.0.7:7002"}));

    assertThat(settings.bulkListen())
        .containsExactly(
            URI.create("tcp://0.0.0.0:7879"),
            URI.create("tcp://[::1]:7879"),
            URI.create("tcp://10.0.0.7:7002"));
    assertThat(
            settings.listensElsewhereThan(
                with(Map.of("listen", new String[] {"tcp://0.0.0.0:7001"}))))
        .isTrue();
    assertThat(with(Map.of()).bulkListen()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7879",
        "unix:/run/bulk",
        "tcp:7879",
        "tcp://a b:1",
        "//10.0.0.7:7879",
        "tcp://10.0.0.7:70a",
        "tcp://10.0.0.7:65536",
        "tcp://10.0.0.7:7879?backlog=5"
      })
  void aPortForLargeThingsNeedsAHost(String given) {
    assertThatThrownBy(() -> with(Map.of("bulk_listen", new String[] {given})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bulk_listen is \"" + given + "\"")
        .hasMessageContaining("such as tcp://0.0.0.0:7879");
  }

  @Test
  void aPortForLargeThingsIsAnotherOneAndThereAreFewOfThem() {
    String[] same = {"tcp://0.0.0.0:7001"};
    assertThatThrownBy(() -> with(Map.of("listen", same, "bulk_listen", same)))
        .hasMessageContaining("tcp://0.0.0.0:7001")
        .hasMessageContaining("choose another port");
    String[] free = {"tcp://0.0.0.0:0"};
    assertThat(with(Map.of("listen", free, "bulk_listen", free)).bulkListen()).hasSize(1);
    String[] many = {"tcp://0.0.0.0:1,".repeat(9)};
    assertThatThrownBy(() -> with(Map.of("bulk_listen", many)))
        .hasMessageContaining("9 addresses (at most 8)");
  }

  @Test
  void securityCanBeSwitchedOffOnLoopbackOnly() {
    assertThatThrownBy(() -> with(Map.of("security_enabled", false)))
        .hasMessageContaining("bind_address=127.0.0.1");
    assertThat(
            with(Map.of("security_enabled", false, "bind_address", "127.0.0.1"))
                .linkOptions()
                .secured())
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "port, -1, 65535",
    "port, 65536, 65535",
    "connection_timeout_ms, 1, 60000",
    "request_timeout_ms, 0, 86400000",
    "keep_alive_ms, 4999, 3600000",
    "max_connections, 0, 65535",
    "max_message_size, 10, 65536",
  })
  void numbersOutOfRangeAreNamedWithTheirLimits(String key, int value, String limit) {
    assertThatThrownBy(() -> with(Map.of(key, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(key + " is " + value)
        .hasMessageContaining(limit);
  }

  @Test
  void otherValuesThatCannotBeUsedAreShown() {
    assertThatThrownBy(() -> with(Map.of("listen", new String[] {"7001"})))
        .hasMessageContaining("\"7001\"");
    assertThatThrownBy(() -> with(Map.of("name", "n".repeat(65)))).hasMessageContaining("64");
    assertThatThrownBy(() -> with(Map.of("bind_address", "no address at all")))
        .hasMessageContaining("\"no address at all\"");
  }
}
