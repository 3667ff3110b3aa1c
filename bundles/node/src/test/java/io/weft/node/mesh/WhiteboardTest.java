package io.weft.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.exchange.Handler;
import io.weft.exchange.Reply;
import io.weft.exchange.ServiceDescription;
import io.weft.testkit.Eventually;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
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

  private static Map<String, Object> version(String version) {
    Map<String, Object> all = new HashMap<>(at("door", "open"));
    all.put("weft.service.version", version);
    return all;
  }

  @Test
  void ofTwoVersionsTheNewerOneIsCalledWhicheverCameFirst() throws Exception {
    Handler older = request -> "1.9";
    Handler newer = request -> "1.10";
    whiteboard.offer(newer, version("1.10"), "com.acme.door");
    whiteboard.offer(older, version("1.9"), "com.acme.door");

    assertThat(ask("door", "open")).isEqualTo("1.10");
    assertThat(mesh.directory().local())
        .extracting(each -> each.description().version())
        .containsExactlyInAnyOrder("1.9.0", "1.10.0");
    whiteboard.withdraw(newer);
    assertThat(ask("door", "open")).isEqualTo("1.9");
  }

  @Test
  void whatAnOldVersionHasBegunItFinishesWhileNewCallsGoToTheNewOne() throws Exception {
    Mesh caller = lab.start("caller").mesh;
    CompletableFuture<byte[]> late = new CompletableFuture<>();
    CountDownLatch begun = new CountDownLatch(1);
    Handler older =
        request -> {
          begun.countDown();
          return late;
        };
    Handler newer = request -> bytes("new");
    whiteboard.offer(older, version("1.0"), "com.acme.door");
    Eventually.until(
        "the caller knows the door", Lab.SOON, () -> caller.directory().remote("door").size() == 1);
    CompletableFuture<Reply> first = caller.exchange().request("door", "open", null);
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

    whiteboard.offer(newer, version("2.0"), "com.acme.door");
    assertThat(answer(caller)).isEqualTo("new");
    whiteboard.withdraw(older);
    assertThat(answer(caller)).isEqualTo("new");
    assertThat(first).isNotDone();
    late.complete(bytes("old"));

    assertThat(first.get(10, TimeUnit.SECONDS).as(byte[].class)).isEqualTo(bytes("old"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String answer(Mesh caller) throws Exception {
    Reply reply = caller.exchange().request("door", "open", null).get(10, TimeUnit.SECONDS);
    return new String(reply.as(byte[].class), StandardCharsets.UTF_8);
  }

  @Test
  void aHandlerSaysWhichNodesMayCallIt() {
    Mesh caller = lab.start("caller").mesh;
    Map<String, Object> properties = new HashMap<>(at("door", "open"));
    properties.put("weft.service.allow", new String[] {"role:keeper"});
    whiteboard.offer(request -> bytes("open"), properties, "com.acme.door");
    Eventually.until(
        "the caller knows the door", Lab.SOON, () -> caller.directory().remote("door").size() == 1);

    assertThat(caller.exchange().request("door", "open", null))
        .failsWithin(Lab.SOON)
        .withThrowableThat()
        .withMessageContaining("role:keeper");
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
    whiteboard.offer(
        handler,
        Map.of(
            "weft.service.path", "a",
            "weft.service.actions", new String[] {"do"},
            "weft.service.allow", new String[] {"operators"}),
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
