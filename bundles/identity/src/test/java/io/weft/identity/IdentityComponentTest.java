package io.weft.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;

class IdentityComponentTest {
  @TempDir Path folder;

  @Test
  void componentIsTheIdentityOfItsFolders() throws Exception {
    IdentityComponent component = component(Map.of());
    NodeIdentity same =
        NodeIdentity.open(
            folder.resolve("data"),
            folder.resolve("config"),
            IdentitySettings.DEFAULT,
            Clock.systemUTC());

    assertThat(component.id()).isEqualTo(same.id());
    assertThat(component.network()).isEqualTo(same.network());
    assertThat(component.admit(same.credentials().chain())).isEqualTo(same.id());
    assertThat(component.admission().admit(component.credentials().chain())).isEqualTo(same.id());
    assertThat(component.invite(List.of())).isEqualTo(same.invite(List.of()));
    assertThat(component.introducers()).isEmpty();
  }

  @Test
  void settingsReachTheIdentity() {
    assertThat(component(Map.of("open", true)).network()).isEqualTo("open");
    assertThatThrownBy(() -> component(Map.of("tls__ca", "/ca")))
        .hasMessageContaining("not set: tls_certificate tls_private_key");
    assertThatThrownBy(() -> component(Map.of("node__id", "mine")))
        .hasMessageContaining("node_id is mine");
    assertThatThrownBy(() -> component(Map.of("network__id", "mine")))
        .hasMessageContaining("network_id is mine");
  }

  @Test
  void openNodeHasNoTickets() {
    assertThatThrownBy(() -> component(Map.of("open", true)).invite(List.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("start the other machine with --open too");
  }

  @Test
  void missingDataFolderIsSaid() {
    assertThatThrownBy(() -> new IdentityComponent(context(Map.of()), configuration(Map.of())))
        .isInstanceOf(IdentityException.class)
        .hasMessageContaining("weft.data is not set");
  }

  private IdentityComponent component(Map<String, Object> settings) {
    Map<String, String> properties =
        Map.of(
            "weft.data", folder.resolve("data").toString(),
            "weft.config", folder.resolve("config").toString());
    return new IdentityComponent(context(properties), configuration(settings));
  }

  private static BundleContext context(Map<String, String> properties) {
    return (BundleContext)
        Proxy.newProxyInstance(
            BundleContext.class.getClassLoader(),
            new Class<?>[] {BundleContext.class},
            (proxy, method, args) -> properties.get((String) args[0]));
  }

  private static IdentityComponent.NetworkConfiguration configuration(
      Map<String, Object> settings) {
    return (IdentityComponent.NetworkConfiguration)
        Proxy.newProxyInstance(
            IdentityComponent.class.getClassLoader(),
            new Class<?>[] {IdentityComponent.NetworkConfiguration.class},
            (proxy, method, args) ->
                settings.getOrDefault(method.getName(), method.getDefaultValue()));
  }
}
