package io.weft.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.weft.identity.TrialNetwork;
import io.weft.testkit.Door;
import io.weft.testkit.Eventually;
import io.weft.testkit.Inbox;
import io.weft.transport.Expectation;
import io.weft.transport.Frame;
import io.weft.transport.Lane;
import io.weft.transport.Link;
import io.weft.transport.LinkOptions;
import io.weft.transport.LinkRefusedException;
import io.weft.transport.Listener;
import io.weft.transport.Protection;
import io.weft.trust.Identity;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is WebSockets' own, beyond the contract. */
class WebSocketTransportTest {

  private static final Duration WITHIN = Duration.ofSeconds(20);

  private final Door door = new Door();
  @TempDir Path folder;
  private Identity ben;
  private WebSocketTransport anna;
  private WebSocketTransport bens;

  @BeforeEach
  void start() {
    ben = new TrialNetwork(folder).member("ben");
    anna =
        new WebSocketTransport(new TrialNetwork(folder).member("anna"), WebSocketSettings.DEFAULT);
    bens = new WebSocketTransport(ben, WebSocketSettings.DEFAULT);
  }

  @AfterEach
  void stop() {
    anna.close();
    bens.close();
  }

  @Test
  void onePortServesBothSchemes() throws Exception {
    Listener listener =
        bens.listen(URI.create("wss://127.0.0.1:0/weft"), LinkOptions.DEFAULT, door);
    for (String scheme : List.of("wss", "ws")) {
      URI address = URI.create(scheme + "://127.0.0.1:" + listener.address().getPort() + "/weft");
      Link link =
          anna.dial(
              address, Expectation.of(ben.id(), Lane.CALLS), LinkOptions.DEFAULT, Inbox.keeping());
      assertThat(link.remote()).isEqualTo(address);
      assertThat(link.protection())
          .isEqualTo(scheme.equals("wss") ? Protection.TLS : Protection.NONE);
    }
    Eventually.until("both are accepted", WITHIN, () -> door.links().size() == 2);
    assertThat(door.links().stream().map(link -> link.local().getScheme()))
        .containsExactlyInAnyOrder("wss", "ws");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ws", "wss"})
  void withoutSecurityThereIsNoGreetingAndNobodyIsProven(String scheme) throws Exception {
    LinkOptions plain = new LinkOptions(1024, 16, Duration.ofSeconds(5), false);
    Listener listener = bens.listen(URI.create(scheme + "://127.0.0.1:0/weft"), plain, door);
    Link link =
        anna.dial(listener.address(), Expectation.anyone(Lane.CALLS), plain, Inbox.keeping());
    link.send(Frame.of(new byte[] {7}));
    Eventually.until(
        "the frame is there",
        WITHIN,
        () -> door.inboxes().size() == 1 && door.inboxes().get(0).count() == 1);
    assertThat(link.peer()).isEmpty();
    assertThat(link.protection()).isEqualTo(Protection.NONE);
    assertThatThrownBy(
            () ->
                anna.dial(
                    URI.create(scheme + "://10.0.0.7:1/weft"),
                    Expectation.anyone(Lane.CALLS),
                    plain,
                    Inbox.keeping()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("for loopback only");
  }

  @Test
  void nodeThatDialsWithoutTlsIsToldWhyItIsRefused() throws Exception {
    Listener listener = bens.listen(URI.create("ws://127.0.0.1:0/weft"), LinkOptions.DEFAULT, door);
    try (WebSocketTransport eve =
        new WebSocketTransport(
            new TrialNetwork(folder).stranger("eve"), WebSocketSettings.DEFAULT)) {
      assertThatThrownBy(
              () ->
                  eve.dial(
                      listener.address(),
                      Expectation.anyone(Lane.CALLS),
                      LinkOptions.DEFAULT,
                      Inbox.keeping()))
          .isInstanceOf(LinkRefusedException.class)
          .hasMessageContaining("not invited");
    }
  }

  /** A caller who leaves the word out is not asked by TLS, and must greet all the same. */
  @Test
  void callerWhoDoesNotSayThatItIsANodeMustGreet() throws Exception {
    Listener listener =
        bens.listen(URI.create("wss://127.0.0.1:0/weft"), LinkOptions.DEFAULT, door);
    SSLContext bare = SSLContext.getInstance("TLSv1.3");
    bare.init(null, new TrustManager[] {ben.trustManager(Optional.of(ben.id()))}, null);
    Socket socket =
        bare.getSocketFactory()
            .createSocket(InetAddress.getLoopbackAddress(), listener.address().getPort());
    try (Caller caller = new Caller(socket)) {
      caller.upgraded();
      assertThat(caller.message()).startsWith(1, 0, 37); // a challenge, and no link
      assertThat(door.links()).isEmpty();
      caller.frame(Caller.FIN | Caller.BINARY, new byte[] {0, 0, 0, 1, 7});
      caller.rest();
    }
    assertThat(door.links()).isEmpty();
  }

  @Test
  void helloOfANodeIsKnownByItsProtocolOnly() {
    assertThat(ClientHello.isOfNode(hello("weft"))).isTrue();
    assertThat(ClientHello.isOfNode(hello("http/1.1"))).isFalse();
    assertThat(ClientHello.isOfNode(hello("weft2"))).isFalse();
    assertThat(ClientHello.isOfNode(hello("weft").readSlice(60))).isFalse();
    assertThat(ClientHello.isOfNode(Unpooled.EMPTY_BUFFER)).isFalse();
  }

  private static ByteBuf hello(String protocol) {
    byte[] name = protocol.getBytes(StandardCharsets.US_ASCII);
    ByteBuf hello = Unpooled.buffer().writeShort(0x303).writeZero(32).writeByte(0);
    hello.writeShort(2).writeShort(0x1301).writeByte(1).writeByte(0);
    hello.writeShort(4 + 3 + 4 + 3 + name.length);
    hello.writeShort(43).writeShort(3).writeZero(3);
    hello.writeShort(16).writeShort(3 + name.length);
    return hello.writeShort(1 + name.length).writeByte(name.length).writeBytes(name);
  }
}
