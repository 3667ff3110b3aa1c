package io.weft.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.weft.channel.ChannelBounds;
import io.weft.channel.SystemIo;
import io.weft.identity.TrialNetwork;
import io.weft.testkit.Door;
import io.weft.testkit.Eventually;
import io.weft.testkit.Inbox;
import io.weft.transport.Expectation;
import io.weft.transport.Frame;
import io.weft.transport.Lane;
import io.weft.transport.Link;
import io.weft.transport.LinkOptions;
import io.weft.transport.Listener;
import io.weft.trust.Identity;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What arrives at an open port that no Weft node sends. */
class StrangersAtThePortTest {

  private static final Duration WITHIN = Duration.ofSeconds(20);
  private static final LinkOptions OPTIONS =
      new LinkOptions(1 << 20, 64, Duration.ofSeconds(5), true);
  private static final int MAX_HANDSHAKES = 16;

  /** Without a proof of the address: a quarter of the bound. */
  private static final int UNPROVEN_HANDSHAKES = 4;

  private static final int RETRY = 3;
  private static final int INITIAL = 0;

  @TempDir Path folder;
  private final Door door = new Door();
  private TrialNetwork network;
  private QuicTransport ben;
  private Listener listener;

  @BeforeEach
  void listen() throws IOException {
    network = new TrialNetwork(folder);
    ChannelBounds best = ChannelBounds.DEFAULT;
    ChannelBounds bounds =
        new ChannelBounds(best.sendHighWaterBytes(), best.sendBoundBytes(), MAX_HANDSHAKES);
    ben =
        new QuicTransport(
            network.member("ben"), new QuicSettings(1, SystemIo.Wanted.AUTO, 30, bounds));
    listener = ben.listen(URI.create("quic://127.0.0.1:0"), OPTIONS, door);
  }

  @AfterEach
  void stop() {
    ben.close();
  }

  @AfterAll
  static void nothingWasForgotten() {
    LeakRecorder.assertNothingWasForgotten();
  }

  @Test
  void randomDatagramsLeaveNothing() throws Exception {
    Random random = new Random(4711);
    InetSocketAddress at =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.address().getPort());
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      for (int i = 0; i < 2_000; i++) {
        byte[] noise = new byte[1 + random.nextInt(1_500)];
        random.nextBytes(noise);
        if (i % 3 == 0 && noise.length > 16) { // looks like the beginning of a connection
          byte[] header = {(byte) 0xc0, 0, 0, 0, 1, 8, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0};
          System.arraycopy(header, 0, noise, 0, header.length);
          random.nextBytes(header);
          System.arraycopy(header, 0, noise, 6, 8);
        }
        socket.send(new DatagramPacket(noise, noise.length, at));
      }
    }
    assertMembersGetIn();
    assertThat(door.links()).hasSize(1);
    assertThat(door.refusals()).isEmpty();
  }

  @Test
  void thousandCallersWhoNeverAnswerDoNotKeepMembersOut() throws Exception {
    try (RawClient forged = raw(Optional.empty(), QuicTls.PROTOCOL)) {
      forged.deafen();
      for (int i = 0; i < 1_000; i++) {
        var unused = forged.connect();
      }
      Eventually.until(
          "most are asked to prove their address",
          WITHIN,
          () -> forged.answers.getOrDefault(RETRY, 0) >= 900);
      assertThat(forged.answers.getOrDefault(INITIAL, 0))
          .as("nothing is kept of the others, so they get no other answer")
          .isLessThanOrEqualTo(UNPROVEN_HANDSHAKES * 3);
      assertMembersGetIn();
    }
    assertThat(door.refusals()).isEmpty();
  }

  @Test
  void callerWithoutCertificateIsRefusedWithThatReason() throws Exception {
    try (RawClient stranger = raw(Optional.empty(), QuicTls.PROTOCOL)) {
      var connecting = stranger.connect().await();
      Eventually.until("it is told", WITHIN, () -> !door.refusals().isEmpty());
      if (connecting.isSuccess()) { // in TLS 1.3 a client that is refused believes so for a moment
        Eventually.until("closed", WITHIN, () -> !connecting.getNow().isActive());
      }
    }
    assertThat(door.refusals().get(0)).contains("no certificate");
    assertThat(door.links()).isEmpty();
    assertMembersGetIn();
  }

  @Test
  void otherProtocolIsNotSpoken() throws Exception {
    try (RawClient browser = raw(Optional.of(network.member("anna")), "h3")) {
      assertThatThrownBy(() -> browser.connect().sync()).isInstanceOf(Exception.class);
    }
    assertThat(door.links()).isEmpty();
    assertMembersGetIn();
  }

  @Test
  void streamThatIsNoLinkIsClosedAndTheOthersGoOn() throws Exception {
    try (RawClient member = raw(Optional.of(network.member("anna")), QuicTls.PROTOCOL)) {
      QuicChannel connection = member.connect().sync().getNow();
      QuicStreamChannel link = RawClient.stream(connection, (byte) 1, (byte) 0);
      Eventually.until("a link", WITHIN, () -> door.links().size() == 1);
      QuicStreamChannel other = RawClient.stream(connection, (byte) 9, (byte) 9);
      Eventually.until("closed", WITHIN, () -> !other.isActive() || other.isInputShutdown());
      assertThat(connection.isActive()).isTrue();
      link.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {0, 0, 1, 7})).sync();
      Eventually.until("a frame", WITHIN, () -> door.inboxes().get(0).count() == 1);
      assertThatThrownBy(() -> connection.createStream(QuicStreamType.UNIDIRECTIONAL, null).sync())
          .as("links need both directions")
          .isInstanceOf(Exception.class);
      connection.close().sync();
    }
    assertThat(door.links()).hasSize(1);
    Eventually.until("the link is closed", WITHIN, () -> door.inboxes().get(0).isClosed());
  }

  @Test
  void lengthOutOfBoundsClosesTheLink() throws Exception {
    try (RawClient member = raw(Optional.of(network.member("anna")), QuicTls.PROTOCOL)) {
      QuicChannel connection = member.connect().sync().getNow();
      RawClient.stream(connection, (byte) 1, (byte) 0x7f, (byte) 0, (byte) 0, (byte) 0);
      Eventually.until(
          "closed", WITHIN, () -> door.inboxes().size() == 1 && door.inboxes().get(0).isClosed());
      assertThat(door.inboxes().get(0).closings().get(0).orElseThrow())
          .hasMessageContaining("limit 1048576");
    }
  }

  private RawClient raw(Optional<Identity> identity, String protocol) throws Exception {
    return new RawClient(listener.address().getPort(), identity, protocol);
  }

  private void assertMembersGetIn() throws IOException {
    int before = door.links().size();
    try (QuicTransport other = new QuicTransport(network.member("carl"), QuicSettings.DEFAULT)) {
      Link link =
          other.dial(
              listener.address(),
              Expectation.of(network.member("ben").id(), Lane.CALLS),
              OPTIONS,
              Inbox.keeping());
      link.send(Frame.of(new byte[3]));
      Eventually.until(
          "the member's frame is there",
          WITHIN,
          () -> door.inboxes().size() > before && door.inboxes().get(before).count() == 1);
    }
  }
}
