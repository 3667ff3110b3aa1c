package io.weft.discovery.mdns;

import io.weft.testkit.FixedSelf;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import javax.jmdns.JmDNS;
import javax.jmdns.ServiceInfo;

/** A service type of its own on the loopback interface, for the nodes and strangers of one test. */
final class Lan implements AutoCloseable {

  private static final int MDNS_PORT = 5353;

  /** The group that JmDNS uses: the module's pom gives each JVM one of its own. */
  private static final String GROUP = System.getProperty("net.mdns.ipv4", "224.0.0.251");

  private static final AtomicInteger STRANGERS = new AtomicInteger();

  private final Random random = new Random();
  private final String type = "_weft-" + Integer.toHexString(random.nextInt()) + "._tcp.local.";
  private JmDNS stranger;

  String type() {
    return type;
  }

  MdnsDiscovery provider(FixedSelf self) {
    return new MdnsDiscovery(settings());
  }

  /** One that remembers no more than so many records. */
  MdnsDiscovery provider(int mostRecords) {
    return new MdnsDiscovery(settings(), mostRecords);
  }

  private MdnsDiscovery.Settings settings() {
    return new MdnsDiscovery.Settings(type, Duration.ofSeconds(5));
  }

  /** Announces a service of our type that no node has made. */
  ServiceInfo announce(String name, int port, byte[] text) throws IOException {
    if (stranger == null) {
      InetAddress address =
          InetAddress.getByAddress(
              "stranger-" + STRANGERS.incrementAndGet() + "-" + random.nextInt(1 << 20),
              new byte[] {127, 0, 0, 1});
      stranger = JmDNS.create(address, address.getHostName());
    }
    ServiceInfo info = ServiceInfo.create(type, name, port, 0, 0, text);
    stranger.registerService(info);
    return info;
  }

  /** Sends a message to all that is none of DNS. */
  void send(byte[] bytes) throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      socket.setOption(
          StandardSocketOptions.IP_MULTICAST_IF,
          NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress()));
      socket.send(
          new DatagramPacket(
              bytes, bytes.length, new InetSocketAddress(InetAddress.getByName(GROUP), MDNS_PORT)));
    }
  }

  @Override
  public void close() throws IOException {
    if (stranger != null) {
      stranger.close();
    }
  }
}
