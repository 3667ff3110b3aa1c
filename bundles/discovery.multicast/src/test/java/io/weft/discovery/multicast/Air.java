package io.weft.discovery.multicast;

import io.weft.testkit.FixedSelf;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.Arrays;

/** A port of its own on the loopback interface, for the nodes and strangers of one test. */
final class Air implements AutoCloseable {

  private final int port;
  private final DatagramSocket stranger;

  Air() throws IOException {
    try (DatagramSocket any = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      port = any.getLocalPort();
    }
    stranger = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    stranger.setOption(
        StandardSocketOptions.IP_MULTICAST_IF,
        NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress()));
  }

  int port() {
    return port;
  }

  MulticastDiscovery.Settings settings() {
    return MulticastDiscovery.Settings.onPort(port);
  }

  MulticastDiscovery provider(FixedSelf self) {
    return new MulticastDiscovery(settings(), new TestIdentity(self), Duration.ofMillis(100));
  }

  /** Sends to all, from a socket of no node. */
  void send(byte[] bytes) throws IOException {
    stranger.send(
        new DatagramPacket(bytes, bytes.length, new InetSocketAddress(settings().group(), port)));
  }

  /** What comes back to that socket; empty if nothing does in time. */
  byte[] receive(Duration within) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[Datagram.MAX_BYTES], Datagram.MAX_BYTES);
    stranger.setSoTimeout((int) within.toMillis());
    try {
      stranger.receive(packet);
    } catch (SocketTimeoutException e) {
      return new byte[0];
    }
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  @Override
  public void close() {
    stranger.close();
  }
}
