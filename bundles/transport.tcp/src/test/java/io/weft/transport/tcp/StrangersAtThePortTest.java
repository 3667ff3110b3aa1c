package io.weft.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.channel.ChannelBounds;
import io.weft.channel.MutualTls;
import io.weft.testkit.Door;
import io.weft.testkit.Eventually;
import io.weft.testkit.Inbox;
import io.weft.transport.Expectation;
import io.weft.transport.Frame;
import io.weft.transport.Lane;
import io.weft.transport.Link;
import io.weft.transport.LinkOptions;
import io.weft.transport.LinkProtocolException;
import io.weft.transport.Listener;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What arrives at an open port that no Weft node sends. */
class StrangersAtThePortTest {

  private static final Duration WITHIN = Duration.ofSeconds(20);
  private static final LinkOptions OPTIONS =
      new LinkOptions(1 << 20, 64, Duration.ofSeconds(2), true);
  private static final int MAX_HANDSHAKES = 16;

  private final KeptIdentity ben = new KeptIdentity("p256");
  private final KeptIdentity anna = new KeptIdentity("p384");
  private final Door door = new Door();
  private TcpTransport transport;
  private Listener listener;

  @BeforeEach
  void listen() throws IOException {
    start(MutualTls.Provider.AUTO);
  }

  @AfterAll
  static void nothingWasForgotten() {
    LeakRecorder.assertNothingWasForgotten();
  }

  @AfterEach
  void stop() {
    transport.close();
  }

  @ParameterizedTest
  @EnumSource(MutualTls.Provider.class)
  void randomBytesAreAnsweredByAQuietClose(MutualTls.Provider provider) throws Exception {
    restart(provider);
    Random random = new Random(4711);
    for (int i = 0; i < 20; i++) {
      byte[] noise = new byte[1 + random.nextInt(4096)];
      random.nextBytes(noise);
      if (i % 4 == 0) {
        ByteBuffer.wrap(noise.length < 5 ? noise = new byte[5] : noise)
            .put(new byte[] {22, 3, 3, 0, 100}); // looks like the beginning of TLS
      }
      try (Socket socket = connect()) {
        socket.getOutputStream().write(noise);
        socket.shutdownOutput();
        drain(socket);
      }
    }
    assertThat(door.links()).isEmpty();
    assertThat(door.refusals()).isEmpty();
    assertMembersGetIn();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void halfAFrameAndThenTheEndIsAQuietLoss(int bytes) throws Exception {
    try (SSLSocket member = handshake(anna.jdkClient())) {
      awaitLinks(1);
      member.getOutputStream().write(new byte[bytes]);
      member.getOutputStream().flush();
    }
    Inbox inbox = door.inboxes().get(0);
    Eventually.until("the link is closed", WITHIN, inbox::isClosed);
    assertThat(inbox.closings().get(0)).isPresent();
    assertThat(inbox.count()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, (1 << 20) + 1, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void lengthOutOfBoundsClosesTheLink(int length) throws Exception {
    try (SSLSocket member = handshake(anna.jdkClient())) {
      awaitLinks(1);
      member.getOutputStream().write(ByteBuffer.allocate(4).putInt(length).array());
      Inbox inbox = door.inboxes().get(0);
      Eventually.until("the link is closed", WITHIN, inbox::isClosed);
      assertThat(inbox.closings().get(0).orElseThrow())
          .isInstanceOf(LinkProtocolException.class)
          .hasMessageContaining("frame of " + Integer.toUnsignedLong(length) + " bytes")
          .hasMessageContaining("limit 1048576")
          .hasMessageContaining("from tcp://127.0.0.1:" + member.getLocalPort());
    }
  }

  @ParameterizedTest
  @EnumSource(MutualTls.Provider.class)
  void trickledFramesArriveWhole(MutualTls.Provider provider) throws Exception {
    restart(provider);
    try (SSLSocket member = handshake(anna.jdkClient())) {
      ByteBuffer frames = ByteBuffer.allocate(4 + 5 + 4 + 1).putInt(5).put(new byte[5]);
      frames.putInt(1).put((byte) 9);
      OutputStream out = member.getOutputStream();
      for (byte one : frames.array()) {
        out.write(one);
        out.flush();
      }
      awaitLinks(1);
      Inbox inbox = door.inboxes().get(0);
      Eventually.until("both are there", WITHIN, () -> inbox.count() == 2);
      assertThat(inbox.frames().get(0)).hasSize(5);
      assertThat(inbox.frames().get(1)).containsExactly(9);
    }
  }

  @ParameterizedTest
  @EnumSource(MutualTls.Provider.class)
  void silentConnectionsDoNotKeepMembersOut(MutualTls.Provider provider) throws Exception {
    restart(provider);
    List<Socket> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 200; i++) {
        silent.add(connect());
      }
      assertMembersGetIn();
      int open = 0;
      for (Socket socket : silent) {
        socket.setSoTimeout(1);
        open += isOpen(socket) ? 1 : 0;
      }
      assertThat(open).isLessThanOrEqualTo(MAX_HANDSHAKES);
      for (Socket socket : silent) {
        socket.setSoTimeout((int) WITHIN.toMillis());
        drain(socket);
      }
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
    assertThat(door.refusals()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(MutualTls.Provider.class)
  void clientWithoutCertificateIsRefusedWithThatReason(MutualTls.Provider provider)
      throws Exception {
    restart(provider);
    SSLContext bare = SSLContext.getInstance("TLSv1.3");
    bare.init(null, new javax.net.ssl.TrustManager[] {anna}, null);
    try (SSLSocket stranger = handshake(bare)) {
      drain(stranger);
    }
    Eventually.until("it is told", WITHIN, () -> !door.refusals().isEmpty());
    assertThat(door.refusals().get(0)).contains("no certificate");
    assertThat(door.links()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(MutualTls.Provider.class)
  void resumedSessionIsCheckedAgain(MutualTls.Provider provider) throws Exception {
    restart(provider);
    SSLContext resuming = anna.jdkClient();
    for (int i = 1; i <= 3; i++) {
      try (SSLSocket member = handshake(resuming)) {
        member.getOutputStream().write(new byte[] {0, 0, 0, 1, 7});
        awaitLinks(i);
        member.setSoTimeout(50);
        isOpen(member); // reads the ticket for the next session, if there is one
      }
    }
    ben.withdraw(anna.id());
    try (SSLSocket member = handshake(resuming)) {
      member.getOutputStream().write(new byte[] {0, 0, 0, 1, 7});
      drain(member);
    } catch (SSLException e) {
      // the refusal may come before the handshake's end
    }
    Eventually.until("it is told", WITHIN, () -> !door.refusals().isEmpty());
    assertThat(door.refusals().get(0)).contains("withdrawn");
    assertThat(door.links()).hasSize(3);
  }

  private void assertMembersGetIn() throws IOException {
    int before = door.links().size();
    try (TcpTransport other = new TcpTransport(anna, TcpSettings.DEFAULT)) {
      Link link =
          other.dial(
              listener.address(), Expectation.of(ben.id(), Lane.CALLS), OPTIONS, Inbox.keeping());
      link.send(Frame.of(new byte[3]));
      Eventually.until(
          "the member's frame is there",
          WITHIN,
          () -> door.inboxes().size() > before && door.inboxes().get(before).count() == 1);
    }
  }

  private void start(MutualTls.Provider provider) throws IOException {
    TcpSettings best = TcpSettings.DEFAULT;
    TcpSettings settings =
        new TcpSettings(
            1,
            provider,
            best.nativeTransport(),
            new ChannelBounds(
                best.bounds().sendHighWaterBytes(),
                best.bounds().sendBoundBytes(),
                MAX_HANDSHAKES));
    transport = new TcpTransport(ben, settings);
    listener = transport.listen(java.net.URI.create("tcp://127.0.0.1:0"), OPTIONS, door);
  }

  private void restart(MutualTls.Provider provider) throws IOException {
    transport.close();
    start(provider);
  }

  private void awaitLinks(int count) {
    Eventually.until(count + " links", WITHIN, () -> door.inboxes().size() >= count);
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), listener.address().getPort());
  }

  private SSLSocket handshake(SSLContext context) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket("127.0.0.1", listener.address().getPort());
    socket.setSoTimeout((int) WITHIN.toMillis());
    socket.startHandshake();
    return socket;
  }

  /** Reads to the end, however it comes. */
  private static void drain(Socket socket) throws IOException {
    try {
      while (socket.getInputStream().read() >= 0) {
        continue;
      }
    } catch (java.net.SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      // a reset is an end, too
    }
  }

  private static boolean isOpen(Socket socket) {
    try {
      return socket.getInputStream().read() >= 0;
    } catch (java.net.SocketTimeoutException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
