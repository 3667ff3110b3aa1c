package io.weft.transport.websocket;

import static io.weft.transport.websocket.Caller.BINARY;
import static io.weft.transport.websocket.Caller.CLOSE;
import static io.weft.transport.websocket.Caller.FIN;
import static io.weft.transport.websocket.Caller.MASKED;
import static io.weft.transport.websocket.Caller.PING;
import static io.weft.transport.websocket.Caller.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.weft.identity.TrialNetwork;
import io.weft.testkit.Door;
import io.weft.testkit.Eventually;
import io.weft.testkit.Inbox;
import io.weft.transport.Expectation;
import io.weft.transport.Lane;
import io.weft.transport.LinkOptions;
import io.weft.transport.LinkProtocolException;
import io.weft.transport.Listener;
import io.weft.trust.Identity;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What arrives at the port that no node and no page of this network sends. */
class StrangersAtTheDoorTest {

  private static final Duration WITHIN = Duration.ofSeconds(20);
  private static final LinkOptions OPTIONS =
      new LinkOptions(1 << 20, 64, Duration.ofSeconds(2), true);

  /** What one connection may hold beside its largest frame: buffers of the allocator (bytes). */
  private static final long SOME_BYTES = 16 << 20;

  private final Door door = new Door();
  @TempDir Path folder;
  private Identity anna;
  private Identity ben;
  private WebSocketTransport transport;
  private Listener listener;

  @BeforeEach
  void listen() throws IOException {
    anna = new TrialNetwork(folder).member("anna");
    ben = new TrialNetwork(folder).member("ben");
    transport = new WebSocketTransport(ben, WebSocketSettings.DEFAULT);
    listener = transport.listen(URI.create("wss://127.0.0.1:0/weft"), OPTIONS, door);
  }

  @AfterEach
  void stop() {
    transport.close();
  }

  @AfterAll
  static void nothingWasForgotten() {
    LeakRecorder.assertNothingWasForgotten();
  }

  static Stream<Arguments> requests() {
    String upgrade = Caller.upgrade();
    return Stream.of(
        Arguments.of("hello there\r\n\r\n", "400", "no HTTP request"),
        Arguments.of("GET / HTTP/1.1\r\n\r\n", "404", "nothing here but /weft"),
        Arguments.of("GET /weft/../node.key HTTP/1.1\r\n\r\n", "404", "nothing here"),
        Arguments.of("GET /weft/identity.js%00 HTTP/1.1\r\n\r\n", "404", "nothing here"),
        Arguments.of("POST /weft/client.js HTTP/1.1\r\n\r\n", "405", "by GET"),
        Arguments.of("GET /weft HTTP/1.1\r\n\r\n", "426", "for WebSockets"),
        Arguments.of(upgrade.replace("GET", "PUT"), "426", "for WebSockets"),
        Arguments.of(upgrade.replace(": 13", ": 8"), "426", "version 13"),
        Arguments.of(upgrade.replace("AAAA==", "AAAA"), "400", "Sec-WebSocket-Key"),
        Arguments.of("GET /" + "x".repeat(2000) + " HTTP/1.1\r\n\r\n", "400", "no HTTP request"),
        Arguments.of(
            Caller.upgrade("X-Much: " + "x".repeat(9000) + "\r\n"), "400", "no HTTP request"),
        Arguments.of(
            "POST /weft HTTP/1.1\r\nContent-Length: 5000\r\n\r\n" + "x".repeat(5000), "413", ""));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void requestsThatAreNoneAreAnsweredWithTheReason(String request, String code, String text)
      throws Exception {
    try (Caller caller = caller()) {
      caller.write(request.endsWith("\r\n\r\n") || code.equals("413") ? request : request + "\r\n");
      assertThat(caller.head()).startsWith("HTTP/1.1 " + code + " ");
      assertThat(caller.rest()).contains(text);
    }
    assertThat(door.links()).isEmpty();
    assertMembersGetIn();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "http://localhost.evil.example",
        "http://127.0.0.1.evil.example:80",
        "null",
        "http://10.0.0.7",
        "file://"
      })
  void pagesOfOtherSitesAreRefused(String origin) throws Exception {
    try (Caller caller = caller()) {
      caller.write(Caller.upgrade("Origin: " + origin + "\r\n") + "\r\n");
      assertThat(caller.head()).startsWith("HTTP/1.1 403 ");
      assertThat(caller.rest()).contains("pages of " + origin).contains("allowed_origins");
    }
    Eventually.until("it is told", WITHIN, () -> door.refusals().size() == 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:3000",
        "https://127.0.0.1",
        "http://[::1]:80",
        "HTTP://LOCALHOST"
      })
  void pagesOfThisMachineAreNot(String origin) throws Exception {
    try (Caller caller = caller()) {
      caller.write(Caller.upgrade("Origin: " + origin + "\r\n") + "\r\n");
      assertThat(caller.head()).startsWith("HTTP/1.1 101 ");
    }
  }

  @Test
  void connectionHeaderMayNameMoreThanTheUpgrade() throws Exception {
    try (Caller caller = caller()) {
      caller.write(
          Caller.upgrade().replace("Connection: Upgrade", "Connection: keep-alive, Upgrade")
              + "\r\n");
      assertThat(caller.head()).startsWith("HTTP/1.1 101 ");
    }
  }

  @Test
  void originsThatAreAllowedAreReadStrictly() {
    Origins some = Origins.of(new String[] {" https://Stage.example ", ""});
    assertThat(some.allow("https://stage.example")).isTrue();
    assertThat(some.allow("http://stage.example")).isFalse();
    assertThat(some.allow("https://stage.example:8443")).isFalse();
    for (String wrong : new String[] {"*", "stage.example", "https://*.example", "https://a/b"}) {
      assertThatThrownBy(() -> Origins.of(new String[] {wrong}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("allowed_origins of io.weft.transport.websocket names \"" + wrong);
    }
  }

  @Test
  void clientForBrowsersIsHandedOut() throws Exception {
    try (Caller caller = caller();
        InputStream client = getClass().getResourceAsStream("/browser/client.js")) {
      caller.write("GET /weft/client.js HTTP/1.1\r\nHost: here\r\n\r\n");
      assertThat(caller.head())
          .startsWith("HTTP/1.1 200 ")
          .containsIgnoringCase("content-type: text/javascript")
          .containsIgnoringCase("access-control-allow-origin: *");
      assertThat(caller.rest())
          .isEqualTo(new String(client.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void requestThatTricklesInIsCutOffWhenItsTimeIsOver() throws Exception {
    ScheduledExecutorService slowly = Executors.newSingleThreadScheduledExecutor();
    try (Caller caller = caller()) {
      caller.write("GET /weft HTTP/1.1\r\nX: ");
      slowly.scheduleAtFixedRate(() -> caller.write("x"), 0, 50, TimeUnit.MILLISECONDS);
      assertThat(caller.rest()).isEmpty();
    } finally {
      slowly.shutdownNow();
    }
    assertMembersGetIn();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\u0016", "\u0016\u0003\u0001\u0002", "G"})
  void callerThatSaysLittleIsCutOff(String little) throws Exception {
    try (Caller caller = caller()) {
      caller.write(little);
      caller.rest();
    }
    assertThat(door.refusals()).isEmpty();
    assertMembersGetIn();
  }

  @Test
  void webSocketThatDoesNotGreetIsCutOff() throws Exception {
    try (Caller caller = caller()) {
      caller.upgraded();
      caller.rest();
    }
    assertThat(door.links()).isEmpty();
  }

  @Test
  void randomBytesAreAnsweredByAQuietClose() throws Exception {
    Random random = new Random(4711);
    for (int i = 0; i < 30; i++) {
      byte[] noise = new byte[1 + random.nextInt(4096)];
      random.nextBytes(noise);
      try (Caller caller = caller()) {
        if (i % 3 == 0) {
          caller.upgraded();
        } else if (i % 3 == 1) {
          noise[0] = 22; // looks like the beginning of TLS
        }
        caller.write(noise);
        caller.socket.shutdownOutput();
        caller.rest();
      }
    }
    assertThat(door.links()).isEmpty();
    assertMembersGetIn();
  }

  static Stream<Arguments> brokenMessages() {
    byte[] huge =
        ByteBuffer.allocate(14)
            .put((byte) (FIN | BINARY))
            .put((byte) (MASKED | 127))
            .putLong(1L << 40)
            .putInt(0)
            .array();
    return Stream.of(
        Arguments.of(Caller.masked(FIN | TEXT, new byte[] {'h', 'i'}), 1003),
        Arguments.of(new byte[] {(byte) (FIN | BINARY), 1, 7}, 1002), // not masked
        Arguments.of(Caller.masked(FIN | 0x40 | BINARY, new byte[1]), 1002), // an extension
        Arguments.of(Caller.masked(FIN | 3, new byte[1]), 1002), // an unknown kind
        Arguments.of(Caller.masked(FIN, new byte[1]), 1002), // goes on with nothing
        Arguments.of(Caller.masked(PING, new byte[1]), 1002), // a ping in pieces
        Arguments.of(Caller.masked(FIN | CLOSE, new byte[1]), 1002), // half a code
        Arguments.of(huge, 1009));
  }

  @ParameterizedTest
  @MethodSource("brokenMessages")
  void brokenMessagesEndTheLinkWithTheirCode(byte[] message, int code) throws Exception {
    try (Caller caller = caller()) {
      caller.greeted(anna);
      awaitLinks(1);
      caller.write(message);
      assertThat(caller.closeCode()).isEqualTo(code);
    }
    Inbox inbox = door.inboxes().get(0);
    Eventually.until("the link is closed", WITHIN, inbox::isClosed);
    assertThat(inbox.closings().get(0).orElseThrow())
        .isInstanceOf(LinkProtocolException.class)
        .hasMessageContaining("(" + code + ")");
    assertMembersGetIn();
  }

  @Test
  void messagesMayBeCutAnyhowAndAFragmentIsNeverKept() throws Exception {
    long before = direct();
    try (Caller caller = caller()) {
      caller.greeted(anna);
      awaitLinks(1);
      Inbox inbox = door.inboxes().get(0);
      caller.frame(BINARY, new byte[0]); // begins a message that never ends
      int frames = 20_000;
      ByteBuffer many = ByteBuffer.allocate(frames * 5 * 7);
      for (int i = 0; i < frames * 5; i++) {
        byte next = (byte) (i % 5 == 3 ? 1 : i % 5 == 4 ? i / 5 : 0);
        many.put(Caller.masked(0, new byte[] {next}));
      }
      caller.write(many.array());
      Eventually.until("all are there", WITHIN, () -> inbox.count() == frames);
      assertThat(inbox.frames().get(300)).containsExactly((byte) 300);
      assertThat(direct() - before).isLessThan(SOME_BYTES);
    }
  }

  @Test
  void pingsAreAnsweredButNotHoardedForWhoDoesNotRead() throws Exception {
    long before = direct();
    try (Caller caller = caller()) {
      caller.greeted(anna);
      awaitLinks(1);
      caller.frame(FIN | PING, new byte[] {4, 2});
      assertThat(caller.message()).containsExactly(4, 2);
      byte[] ping = Caller.masked(FIN | PING, new byte[100]);
      ByteBuffer many = ByteBuffer.allocate(1000 * ping.length);
      while (many.hasRemaining()) {
        many.put(ping);
      }
      for (int i = 0; i < 300; i++) { // 30 MB of pongs, if there were all
        caller.write(many.array());
      }
      caller.frame(FIN | BINARY, new byte[] {0, 0, 0, 1, 9});
      Inbox inbox = door.inboxes().get(0);
      Eventually.until("the frame behind is there", WITHIN, () -> inbox.count() == 1);
      assertThat(direct() - before).isLessThan(SOME_BYTES);
    }
  }

  @Test
  void closeIsAnsweredAndEndsTheLink() throws Exception {
    try (Caller caller = caller()) {
      caller.greeted(anna);
      awaitLinks(1);
      caller.frame(FIN | CLOSE, new byte[] {0x03, (byte) 0xe9});
      assertThat(caller.closeCode()).isEqualTo(1001);
    }
    Inbox inbox = door.inboxes().get(0);
    Eventually.until("the link is closed", WITHIN, inbox::isClosed);
    assertThat(inbox.closings().get(0).orElseThrow()).hasMessageContaining("closed the link");
  }

  @Test
  void webServerThatIsNoNodeIsNamedAsThat() throws Exception {
    URI elsewhere = URI.create("ws://127.0.0.1:" + listener.address().getPort() + "/weft");
    transport.close();
    HttpServer web =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), elsewhere.getPort()), 0);
    web.start();
    try (WebSocketTransport other = new WebSocketTransport(anna, WebSocketSettings.DEFAULT)) {
      assertThatThrownBy(
              () -> other.dial(elsewhere, Expectation.anyone(Lane.CALLS), OPTIONS, Inbox.keeping()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot reach " + elsewhere)
          .hasMessageContaining("404");
    } finally {
      web.stop(0);
    }
  }

  @Test
  void plainLinksStayOnLoopback() {
    for (String address : new String[] {"ws://10.0.0.7:1/weft", "ws://0.0.0.0:0/weft"}) {
      assertThatThrownBy(() -> transport.listen(URI.create(address), OPTIONS, door))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(address)
          .hasMessageContaining("use 127.0.0.1 or wss");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "wss://here:1",
        "wss://here:1/",
        "wss://here/weft",
        "http://here:1/weft",
        "wss://here:1/weft?a=b",
        "wss://me@here:1/weft",
        "wss:1"
      })
  void otherFormsOfAddressesAreRefusedWithTheRightOneShown(String text) {
    assertThatThrownBy(() -> WebSocketAddress.of(URI.create(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text)
        .hasMessageContaining("wss://host:port/weft");
  }

  private Caller caller() throws IOException {
    return new Caller(listener.address().getPort());
  }

  private void awaitLinks(int count) {
    Eventually.until(count + " links", WITHIN, () -> door.inboxes().size() >= count);
  }

  private void assertMembersGetIn() throws IOException {
    int before = door.links().size();
    try (WebSocketTransport other = new WebSocketTransport(anna, WebSocketSettings.DEFAULT)) {
      other.dial(
          listener.address(), Expectation.of(ben.id(), Lane.CALLS), OPTIONS, Inbox.keeping());
      Eventually.until("it is accepted", WITHIN, () -> door.links().size() == before + 1);
    }
  }

  private static long direct() {
    return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
  }
}
