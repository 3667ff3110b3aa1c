package io.weft.transport.quic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a NAT does to UDP: the other side sees its port, and one day another one. */
final class Relay implements AutoCloseable {

  private static final int LARGEST = 65_535;

  private final InetSocketAddress server;
  private final DatagramSocket front;
  private final AtomicInteger atNewPort = new AtomicInteger();
  private volatile DatagramSocket back;
  private volatile @Nullable SocketAddress client;

  Relay(int serverPort) throws IOException {
    server = new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort);
    front = socket();
    back = socket();
    pump(front, packet -> {});
    pump(back, packet -> {});
  }

  int port() {
    return front.getLocalPort();
  }

  /** The port that the server sees. */
  int visiblePort() {
    return back.getLocalPort();
  }

  /** From now on the client has another port; what is sent to the old one is lost. */
  void rebind() throws IOException {
    DatagramSocket old = back;
    DatagramSocket next = socket();
    pump(next, packet -> atNewPort.incrementAndGet());
    back = next;
    old.close();
  }

  /** Datagrams that the server has sent to the latest port. */
  int seenAfterRebinding() {
    return atNewPort.get();
  }

  @Override
  public void close() {
    front.close();
    back.close();
  }

  private static DatagramSocket socket() throws IOException {
    DatagramSocket made = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    made.setReceiveBufferSize(1 << 20);
    return made;
  }

  private void pump(DatagramSocket from, Consumer<DatagramPacket> seen) {
    Thread thread =
        new Thread(
            () -> {
              DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
              while (!from.isClosed()) {
                try {
                  packet.setLength(LARGEST);
                  from.receive(packet);
                  seen.accept(packet);
                  forward(from, packet);
                } catch (IOException | UncheckedIOException e) {
                  // closed, or a datagram that is lost
                }
              }
            },
            "relay");
    thread.setDaemon(true);
    thread.start();
  }

  private void forward(DatagramSocket from, DatagramPacket packet) throws IOException {
    if (from == front) {
      client = packet.getSocketAddress();
      packet.setSocketAddress(server);
      back.send(packet);
    } else {
      packet.setSocketAddress(client);
      front.send(packet);
    }
  }
}
