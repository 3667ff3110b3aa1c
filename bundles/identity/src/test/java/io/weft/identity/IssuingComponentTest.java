package io.weft.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.exchange.Handler;
import io.weft.node.NodeId;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

class IssuingComponentTest {
  @TempDir Path folder;
  private final List<Object> offered = new ArrayList<>();

  /** A component on a framework that counts what is registered in it. */
  private IssuingComponent component(Map<String, Object> settings) {
    BundleContext context =
        proxy(
            BundleContext.class,
            (method, args) -> {
              if (method.equals("registerService")) {
                assertThat(args[0]).isEqualTo(Handler.class);
                offered.add(args[1]);
                return proxy(
                    ServiceRegistration.class,
                    (name, none) ->
                        name.equals("unregister") && offered.remove(args[1]) ? null : 0);
              }
              return Map.of(
                      "weft.data", folder.resolve("data").toString(),
                      "weft.config", folder.resolve("config").toString())
                  .get((String) args[0]);
            });
    return new IssuingComponent(
        context,
        new IdentityComponent(
            context, settings(IdentityComponent.NetworkConfiguration.class, settings)),
        settings(IssuingComponent.DeskConfiguration.class, settings));
  }

  private static <T> T settings(Class<T> type, Map<String, Object> values) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) ->
                values.getOrDefault(method.getName(), method.getDefaultValue())));
  }

  private interface Answers {
    Object to(String method, Object[] args);
  }

  private static <T> T proxy(Class<T> type, Answers answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) -> answers.to(method.getName(), args)));
  }

  @Test
  void sharedNetworkHasNoIssuersServiceUntilSomebodyIsInvitedAlone() {
    IssuingComponent component = component(Map.of("bind__address", "127.0.0.1"));
    assertThat(offered).isEmpty();
    assertThat(component.always()).isFalse();
    assertThat(component.outstanding()).isEmpty();

    assertThat(component.inviteOnce(List.of(), Duration.ofHours(1))).startsWith("weft2:");
    component.inviteOnce(List.of(), Duration.ofHours(1));

    assertThat(offered).hasSize(1).allMatch(IssuerHandler.class::isInstance);
    assertThat(component.outstanding()).hasSize(2);
    assertThat(component.withdraw(component.outstanding().get(0).id())).isTrue();
    component.stop();
    assertThat(offered).isEmpty();
    IssuingComponent again = component(Map.of("bind__address", "127.0.0.1"));
    assertThat(offered).as("members may want renewal").hasSize(1);
    again.stop();
  }

  @Test
  void issuedNetworkServesFromTheStart() {
    IssuingComponent component =
        component(Map.of("admission", "issued", "bind__address", "127.0.0.1"));

    assertThat(component.always()).isTrue();
    assertThat(offered).hasSize(1);
    component.stop();
  }

  @Test
  void settingsThatAreWrongAreSaid() {
    assertThatThrownBy(() -> component(Map.of("admission", "closed")))
        .isInstanceOf(IdentityException.class)
        .hasMessageContaining("shared (the default) or issued");
    assertThatThrownBy(() -> component(Map.of("admission", "issued", "open", true)))
        .isInstanceOf(IdentityException.class)
        .hasMessageContaining("exclude each other");
  }

  @Test
  void nodeDoesNotRevokeItself() {
    IssuingComponent component = component(Map.of());
    NodeId other = NodeId.of(EcKey.generate().getPublic());
    NodeIdentity same =
        NodeIdentity.open(
            folder.resolve("data"),
            folder.resolve("config"),
            IdentitySettings.DEFAULT,
            Clock.systemUTC());

    assertThatThrownBy(() -> component.revoke(same.id()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("this is the node itself");
    component.revoke(other);
    assertThat(component.revoked()).containsExactly(other);
    assertThat(component.current()).isNotEmpty();
    component.stop();
  }

  @Test
  void openNetworkSaysWhyItHasNoTickets() {
    IssuingComponent component = component(Map.of("open", true));

    assertThatThrownBy(() -> component.inviteOnce(List.of(), Duration.ofHours(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("an open network has no tickets");
    assertThat(component.outstanding()).isEmpty();
    assertThat(component.withdraw("0011223344556677")).isFalse();
    component.stop();
  }
}
