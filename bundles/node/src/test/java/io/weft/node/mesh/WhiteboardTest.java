package io.weft.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.exchange.Handler;
import io.weft.exchange.ServiceDescription;
import io.weft.testkit.Eventually;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services of a framework that become services of the mesh. */
class WhiteboardTest {
  @TempDir Path folder;
  private Lab lab;
  private Mesh mesh;
  private Whiteboard whiteboard;

  @BeforeEach
  void start() {
    lab = new Lab(folder);
    mesh = lab.start("a").mesh;
    whiteboard = new Whiteboard(mesh);
  }

  @AfterEach
  void stop() {
    lab.close();
  }

  private static Map<String, Object> at(String path, String... actions) {
    return Map.of(
        "weft.service.path", path, "weft.service.actions", actions, "service.bundleid", 7L);
  }

  private String ask(String path, String action) throws Exception {
    return mesh.exchange().request(path, action, null).get(10, TimeUnit.SECONDS).as(String.class);
  }

  private List<String> paths() {
    return mesh.directory().local().stream().map(each -> each.description().path()).toList();
  }

  @Test
  void ofTwoHandlersForOneActionTheFirstServesAndTheSecondTakesOver() throws Exception {
    Handler first = request -> "first";
    Handler second = request -> "second";
    whiteboard.offer(first, at("door", "open"), "com.acme.one");
    whiteboard.offer(second, at("door", "open", "close"), "com.acme.two");

    assertThat(ask("door", "open")).isEqualTo("first");
    assertThat(ask("door", "close")).isEqualTo("second");
    whiteboard.withdraw(first);
    assertThat(ask("door", "open")).isEqualTo("second");
  }

  @Test
  void whatIsRegisteredWronglyIsLeftOutAndHarmsNobody() {
    Handler handler = request -> null;
    whiteboard.offer(handler, Map.of(), "com.acme");
    whiteboard.offer(handler, Map.of("weft.service.path", "a"), "com.acme");
    whiteboard.offer(handler, at("a//b", "do"), "com.acme");
    whiteboard.offer(
        handler,
        Map.of(
            "weft.service.path", "a",
            "weft.service.actions", new String[] {"do"},
            "weft.service.version", "one"),
        "com.acme");
    whiteboard.withdraw(handler);

    assertThat(paths()).isEmpty();
    whiteboard.offer(handler, at("a", "do"), "com.acme");
    assertThat(paths()).containsExactly("a");
  }

  @Test
  void aServiceNamesWhatItsBundleListensTo() {
    Handler handler = request -> null;
    io.weft.events.EventHandler listener = event -> {};
    whiteboard.offer(handler, at("a", "do"), "com.acme");
    whiteboard.subscribe(
        listener,
        Map.of("weft.events.topics", new String[] {"lights/*"}, "service.bundleid", 7L),
        "com.acme");

    ServiceDescription with = mesh.directory().local().get(0).description();
    assertThat(with.subscriptions()).containsExactly("lights/*");
    whiteboard.unsubscribe(listener);
    assertThat(mesh.directory().local().get(0).description().subscriptions()).isEmpty();
  }

  @Test
  void anEventHandlerHearsItsTopicsUntilItGoes() {
    List<String> heard = new CopyOnWriteArrayList<>();
    io.weft.events.EventHandler listener = event -> heard.add(event.topic());
    whiteboard.subscribe(
        listener, Map.of("weft.events.topics", new String[] {"a/*", "b"}), "com.acme");
    mesh.events().publish("a/1", null);
    mesh.events().publish("b", null);
    mesh.events().publish("c", null);

    Eventually.until("both are heard", Lab.SOON, () -> heard.size() == 2);
    whiteboard.unsubscribe(listener);
    assertThat(heard).containsExactlyInAnyOrder("a/1", "b");
  }

  @Test
  void anEventHandlerWithOddPropertiesHearsNothing() {
    io.weft.events.EventHandler listener = event -> {};
    whiteboard.subscribe(listener, Map.of(), "com.acme");
    whiteboard.subscribe(
        listener, Map.of("weft.events.topics", new String[] {"ok", "not//ok"}), "com.acme");
    whiteboard.subscribe(
        listener,
        Map.of("weft.events.topics", "ok", "weft.events.overflow", "explode"),
        "com.acme");
    whiteboard.unsubscribe(listener);

    assertThat(mesh.directory().local()).isEmpty();
  }
}
