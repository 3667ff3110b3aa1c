package io.weft.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.testkit.Eventually;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DeskTest {
  @TempDir Path folder;
  private IssuedNetwork network;
  private OneTimeTicket ticket;

  @BeforeEach
  void start() {
    network = new IssuedNetwork(folder);
    ticket = network.parsedTicket();
  }

  @AfterEach
  void stop() {
    network.close();
  }

  private Socket plain() throws IOException {
    Socket socket = new Socket();
    InetSocketAddress desk = ticket.desks().get(0);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), desk.getPort()), 5000);
    socket.setSoTimeout(20_000);
    return socket;
  }

  private SSLSocket secured() throws IOException {
    SSLSocket socket =
        (SSLSocket)
            DeskTls.dialling(ticket.network())
                .getSocketFactory()
                .createSocket(plain(), "127.0.0.1", 1, true);
    socket.startHandshake();
    return socket;
  }

  @Test
  void messageThatIsTooLongEndsTheConnection() throws Exception {
    try (SSLSocket socket = secured()) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      DeskMessages.nonce(DeskMessages.read(in, 100));
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeShort(DeskMessages.MAX_APPLICATION_BYTES + 1);
      out.flush();

      assertThatThrownBy(in::readUnsignedShort).isInstanceOf(IOException.class);
    }
    assertThat(network.join("new", ticket.text()).code()).isZero();
  }

  @Test
  void signatureOfAnotherConversationIsRefused() throws Exception {
    NodeKey node = new NodeKey(EcKey.generate(), Succession.NONE);
    try (SSLSocket socket = secured()) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      DeskMessages.nonce(DeskMessages.read(in, 100));
      byte[] elsewhere =
          Applicant.sign(
              node.pair().getPrivate(),
              DeskMessages.signed(new byte[32], ticket.id(), node.applicant()));
      DeskMessages.write(
          new DataOutputStream(socket.getOutputStream()),
          DeskMessages.application(
              new DeskMessages.Application(
                  ticket.id(), ticket.secret(), node.applicant(), elsewhere)));

      byte[] answer = DeskMessages.read(in, DeskMessages.MAX_ANSWER_BYTES);
      assertThatThrownBy(() -> DeskMessages.answer(answer))
          .isInstanceOf(Refusal.class)
          .hasMessageContaining("not signed by the key that it names");
    }
    assertThat(network.office.outstanding()).hasSize(1);
  }

  @Test
  void whoeverKeepsAllPlacesIsPutOutAfterAWhile() throws Exception {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    List<Socket> silent = new ArrayList<>();
    try (Desk desk = new Desk(network.issuer, any, network.clock, Duration.ofSeconds(1))) {
      for (int i = 0; i <= Desk.MAX_CONNECTIONS; i++) {
        Socket socket = new Socket(any.getAddress(), desk.port());
        socket.setSoTimeout(20_000);
        silent.add(socket);
      }
      for (Socket socket : silent) {
        assertThat(closed(socket)).isTrue();
      }
      network.clock.advance(Attempts.FORGIVEN.plusSeconds(1));
      OneTimeTicket there =
          new OneTimeTicket(
              ticket.network(),
              ticket.id(),
              ticket.secret(),
              ticket.expires(),
              List.of(InetSocketAddress.createUnresolved("127.0.0.1", desk.port())));
      Eventually.until(
          "a newcomer gets in",
          Duration.ofSeconds(30),
          () -> network.join("new", there.text()).code() == 0);
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void connectionsEndWithTheDesk() throws Exception {
    try (Socket socket = plain()) {
      network.close();
      assertThat(closed(socket)).isTrue();
    }
  }

  private static boolean closed(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void wordsOfTheOtherSideAreSafeToPrint() {
    byte[] refusal =
        DeskMessages.refused(new Refusal(Refusal.Reason.USED, "no\u001b[2J\n" + "x".repeat(2000)));

    assertThatThrownBy(() -> DeskMessages.answer(refusal))
        .isInstanceOfSatisfying(
            Refusal.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Refusal.Reason.USED);
              assertThat(e.words()).startsWith("no [2J x").hasSize(1000);
            });
  }
}
