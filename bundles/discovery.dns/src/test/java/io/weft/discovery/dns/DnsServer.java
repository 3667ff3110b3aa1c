package io.weft.discovery.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;

/** A name server on loopback, by UDP and TCP on one port, that says whatever a test wants. */
final class DnsServer implements AutoCloseable {
  final AtomicInteger questions = new AtomicInteger();
  final AtomicInteger overTcp = new AtomicInteger();
  private final DatagramSocket udp;
  private final ServerSocket tcp;
  private volatile Answers answers;

  /** What the server says. */
  interface Answers {

    /**
     * Answers a question.
     *
     * @param answer to be filled; a reply to this question already
     * @return the bytes to be sent; null: none
     */
    byte @Nullable [] to(Message question, Message answer, boolean tcp) throws Exception;
  }

  DnsServer(Answers answers) throws IOException {
    this.answers = answers;
    InetAddress loopback = InetAddress.getLoopbackAddress();
    DatagramSocket datagrams = new DatagramSocket(0, loopback);
    ServerSocket connections = null;
    while (connections == null) {
      try {
        connections = new ServerSocket(datagrams.getLocalPort(), 50, loopback);
      } catch (IOException e) {
        datagrams.close(); // that port is taken by somebody's TCP: another one
        datagrams = new DatagramSocket(0, loopback);
      }
    }
    udp = datagrams;
    tcp = connections;
    start(this::serveUdp, "dns-test-udp");
    start(this::serveTcp, "dns-test-tcp");
  }

  void says(Answers other) {
    answers = other;
  }

  NameServer at() {
    return new NameServer("127.0.0.1", udp.getLocalPort());
  }

  private static void start(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private byte @Nullable [] answer(byte[] bytes, boolean overTcp) throws Exception {
    questions.incrementAndGet();
    Message question = new Message(bytes);
    Message answer = new Message(question.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.getHeader().setFlag(Flags.AA);
    answer.addRecord(question.getQuestion(), Section.QUESTION);
    return answers.to(question, answer, overTcp);
  }

  private void serveUdp() {
    byte[] buffer = new byte[4096];
    while (!udp.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        udp.receive(packet);
        byte[] asked = Arrays.copyOf(buffer, packet.getLength());
        byte[] said = answer(asked, false);
        if (said != null) {
          udp.send(
              new DatagramPacket(
                  said, said.length, new InetSocketAddress(packet.getAddress(), packet.getPort())));
        }
      } catch (Exception e) {
        continue; // a test that is over, or a question that is none
      }
    }
  }

  private void serveTcp() {
    while (!tcp.isClosed()) {
      try (Socket connection = tcp.accept()) {
        DataInputStream in = new DataInputStream(connection.getInputStream());
        DataOutputStream out = new DataOutputStream(connection.getOutputStream());
        while (true) {
          byte[] asked = new byte[in.readUnsignedShort()];
          in.readFully(asked);
          overTcp.incrementAndGet();
          byte[] said = answer(asked, true);
          if (said != null) {
            out.writeShort(said.length);
            out.write(said);
            out.flush();
          }
        }
      } catch (Exception e) {
        continue; // it has hung up
      }
    }
  }

  @Override
  public void close() throws IOException {
    udp.close();
    tcp.close();
  }
}
