package io.weft.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.weft.identity.NodeIdentity;
import io.weft.identity.TrialNetwork;
import io.weft.peer.PeerInfo;
import io.weft.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page in a real browser, and a whole node. */
class BrowserTest {

  private static final Duration WITHIN = Duration.ofSeconds(20);

  @TempDir static Path folder;
  private static Browser browser;

  private final TrialNetwork network = new TrialNetwork(folder.resolve("network"));
  private WebNode node;

  @BeforeAll
  static void open() throws Exception {
    Optional<Path> program = Browser.program();
    assumeTrue(
        program.isPresent(),
        "SKIPPED: no Chromium here, so the client for browsers is not tested; install chromium, or"
            + " set CHROMIUM to its program");
    browser = new Browser(program.get(), folder);
  }

  @AfterAll
  static void close() throws Exception {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void start() throws Exception {
    node = new WebNode(network.member("ada"), folder, 0);
    load();
  }

  @AfterEach
  void stop() throws Exception {
    browser.step("close", Map.of()); // whether or not it was connected
    browser.reload();
    node.close();
  }

  @Test
  void pageWithATicketIsAPeerAndCallsServices() throws Exception {
    JsonNode page = connect();
    assertThat(page.path("node").asText()).isEqualTo(node.mesh.record().id().text());
    assertThat(state(page)).isEqualTo(PeerInfo.State.CONNECTED);
    assertThat(node.peer(page.path("id").asText()).orElseThrow().name()).isEqualTo("panel");
    assertThat(request("test", "greet", Map.of("name", "wörld")).value().asText())
        .isEqualTo("Hello, wörld");
    assertThat(browser.value("services", Map.of()).findValuesAsText("path")).contains("test");
    browser.value("close", Map.of());
    Eventually.until("it is gone", WITHIN, () -> state(page) == PeerInfo.State.GONE);
  }

  @Test
  void nodeThatHasChangedItsKeyIsTheSameNodeForPages() throws Exception {
    NodeIdentity changing = network.member("changing");
    String id = changing.id().text();
    for (int i = 0; i < 3; i++) {
      changing.rotate();
    }
    try (WebNode changed = new WebNode(changing, folder, 0)) {
      JsonNode page =
          browser.value(
              "connect", Map.of("address", changed.address(), "ticket", changed.ticket()));
      assertThat(page.path("node").asText()).isEqualTo(id);
    }
  }

  @Test
  void requestsThatFailSayWhyAndWhetherTheyMayHaveRun() throws Exception {
    connect();
    Browser.Outcome failed = request("test", "fail", Map.of());
    assertThat(failed.code()).isEqualTo("on_purpose");
    assertThat(failed.message()).isEqualTo("test fail: it was asked to fail");
    assertThat(failed.mayHaveRun()).isTrue();
    assertThat(failed.details().toString()).isEqualTo("{\"who\":\"ada\",\"why\":\"a test\"}");
    Browser.Outcome unknown = request("nowhere", "greet", Map.of());
    assertThat(unknown.code()).isEqualTo("no_service");
    assertThat(unknown.message()).contains("no service nowhere");
    assertThat(unknown.mayHaveRun()).isFalse();
  }

  @Test
  void manyAndLargeRequestsAreAnswered() throws Exception {
    connect();
    assertThat(browser.value("burst", Map.of("count", 1000)).asInt()).isEqualTo(1000);
    JsonNode echo = browser.value("echo", Map.of("bytes", 3_000_000));
    assertThat(echo.path("bytes").asInt()).isEqualTo(3_000_000);
    assertThat(echo.path("same").asBoolean()).isTrue();
  }

  @Test
  void eventsGoBothWays() throws Exception {
    JsonNode page = connect();
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    node.mesh
        .events()
        .subscribe(
            "from/page",
            event ->
                heard.add(event.publisher() + " " + event.sequence() + " " + event.as(Map.class)));
    assertThat(browser.value("publish", Map.of("topic", "from/page", "data", Map.of("level", 1))))
        .isEqualTo(com.fasterxml.jackson.databind.node.BooleanNode.TRUE);
    assertThat(heard.poll(WITHIN.toSeconds(), TimeUnit.SECONDS))
        .isEqualTo(page.path("id").asText() + " 1 {level=1}");

    browser.value("subscribe", Map.of("pattern", "from/node/**"));
    request("test", "greet", Map.of("name", "order")); // what was said before it has been taken
    node.mesh.events().publish("from/elsewhere", 0);
    node.mesh
        .events()
        .publish(
            "from/node/lamp",
            Map.of("level", 0.25, "steps", List.of(-1, 70_000, 1L << 40), "on", true));
    JsonNode events = browser.value("events", Map.of("count", 1));
    assertThat(events).hasSize(1);
    assertThat(events.get(0).path("topic").asText()).isEqualTo("from/node/lamp");
    assertThat(events.get(0).path("publisher").asText()).isEqualTo(node.mesh.record().id().text());
    assertThat(events.get(0).path("data").path("level").asDouble()).isEqualTo(0.25);
    assertThat(events.get(0).path("data").path("on").asBoolean()).isTrue();
    assertThat(events.get(0).path("data").path("steps").toString())
        .isEqualTo("[-1,70000,1099511627776]");
  }

  @Test
  void ticketOfAnotherNetworkIsRefusedWithTheReason() throws Exception {
    String other = network.stranger("eve").invite(List.of());
    Browser.Outcome refused =
        browser.step("connect", Map.of("address", node.address(), "ticket", other));
    assertThat(refused.code()).isEqualTo("refused");
    assertThat(refused.message())
        .contains("does not admit this page: not invited")
        .contains("of the other network");
    assertThat(node.mesh.peers().all()).isEmpty();
  }

  @Test
  void damagedTicketIsRefusedByThePageItself() throws Exception {
    String ticket = node.ticket();
    Browser.Outcome refused =
        browser.step(
            "connect",
            Map.of("address", node.address(), "ticket", ticket.substring(0, ticket.length() - 3)));
    assertThat(refused.code()).isEqualTo("ticket");
    assertThat(refused.message())
        .isEqualTo("the ticket is damaged or cut off: copy the whole line");
  }

  @Test
  void pageLinksAgainWithARestartedNodeAndItsRequestWaitsForThat() throws Exception {
    JsonNode page = connect();
    browser.value("subscribe", Map.of("pattern", "after/restart"));
    request("test", "greet", Map.of("name", "before"));
    int port = node.port();
    node.close();
    browser.begin(
        "request",
        Map.of(
            "path",
            "test",
            "action",
            "greet",
            "params",
            Map.of("name", "after"),
            "timeoutMs",
            20_000));
    node = new WebNode(network.member("ada"), folder, port);
    assertThat(browser.outcome().value().asText()).isEqualTo("Hello, after");
    assertThat(state(page)).isEqualTo(PeerInfo.State.CONNECTED);
    node.mesh.events().publish("after/restart", "still here");
    assertThat(browser.value("events", Map.of("count", 1)).get(0).path("data").asText())
        .isEqualTo("still here");
  }

  @Test
  void requestThatABrokenLinkCarriedIsRunOnceAndAnsweredOnTheNextOne() throws Exception {
    try (Relay cable = new Relay(node.port())) {
      browser.value(
          "connect",
          Map.of("address", "ws://127.0.0.1:" + cable.port() + "/weft", "ticket", node.ticket()));
      browser.begin(
          "request",
          Map.of("path", "test", "action", "once", "params", Map.of(), "timeoutMs", 20_000));
      Eventually.until("it runs", WITHIN, () -> node.onceRuns.get() == 1);
      cable.pull();
      // The sixth time is a second and a half later: the node has given the page up by then.
      Eventually.until("the page has tried often", WITHIN, () -> cable.turnedAway() >= 6);
      cable.plug();
      Eventually.until("there is another link", WITHIN, () -> cable.connections() > 1);
      node.answerOnce();
      assertThat(browser.outcome().value().asInt()).isEqualTo(1);
      assertThat(node.onceRuns).hasValue(1);
    }
  }

  @Test
  void pageThatComesBackIsTheSamePeerWithoutATicket() throws Exception {
    JsonNode page = connect();
    browser.value("keep", Map.of());
    browser.reload();
    load();
    JsonNode again = browser.value("connectAsBefore", Map.of("address", node.address()));
    assertThat(again.path("id")).isEqualTo(page.path("id"));
    assertThat(again.path("extractable").asBoolean(true)).isFalse();
    assertThat(request("test", "greet", Map.of("name", "again")).value().asText())
        .isEqualTo("Hello, again");
  }

  @Test
  void pageLinksBehindTlsWithoutACertificateOfItsOwn() throws Exception {
    String secured = node.address().replace("ws:", "wss:");
    JsonNode page = browser.value("connect", Map.of("address", secured, "ticket", node.ticket()));
    assertThat(node.peer(page.path("id").asText()).orElseThrow().links())
        .allSatisfy(link -> assertThat(link.protection()).hasToString("TLS"));
    assertThat(request("test", "greet", Map.of("name", "tls")).value().asText())
        .isEqualTo("Hello, tls");
  }

  private void load() throws Exception {
    browser.value("load", Map.of("from", node.address().replace("ws:", "http:") + "/client.js"));
  }

  private JsonNode connect() throws Exception {
    return browser.value(
        "connect", Map.of("address", node.address(), "ticket", node.ticket(), "name", "panel"));
  }

  private Browser.Outcome request(String path, String action, Map<String, ?> params)
      throws Exception {
    return browser.step("request", Map.of("path", path, "action", action, "params", params));
  }

  private PeerInfo.State state(JsonNode page) {
    return node.peer(page.path("id").asText()).map(PeerInfo::state).orElse(null);
  }
}
