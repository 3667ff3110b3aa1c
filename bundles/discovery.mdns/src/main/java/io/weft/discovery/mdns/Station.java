package io.weft.discovery.mdns;

import io.weft.discovery.Self;
import io.weft.node.NodeRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.jmdns.JmDNS;
import javax.jmdns.ServiceEvent;
import javax.jmdns.ServiceInfo;
import javax.jmdns.ServiceListener;
import org.jspecify.annotations.Nullable;

/** One JmDNS on one interface: it announces this node there, and listens. Used by one thread. */
final class Station implements AutoCloseable {

  static {
    // How long others believe what JmDNS announces. Its default, one hour, keeps killed nodes that
    // long. JmDNS reads this once, and announces again after half the time: the 120 s that RFC
    // 6762, section 10, recommends for hosts are 20 bytes a second for each node.
    if (System.getProperty("net.dns.ttl") == null) {
      System.setProperty("net.dns.ttl", "300");
    }
  }

  /** Bytes of a node's name in the service's: a label has at most 63 (RFC 1035, section 2.3.4). */
  private static final int NAME_BYTES = 32;

  private final String type;
  private final JmDNS dns;
  private final ServiceListener listener;
  private final Memory memory;
  private @Nullable ServiceInfo announced;

  private Station(String type, JmDNS dns, Consumer<Entry> heard) {
    this.type = type;
    this.dns = dns;
    this.listener = new Forwarding(heard);
    this.memory = Memory.of(dns);
  }

  /**
   * Opens a station, which takes some tenths of a second.
   *
   * @param heard called on a thread of JmDNS, which it must not block
   * @throws IOException if there is no multicast on this interface
   */
  static Station open(LocalAddress on, String type, Self self, Consumer<Entry> heard)
      throws IOException {
    String label =
        "weft-"
            + self.record().id().shortText()
            + '-'
            + Integer.toHexString(Arrays.hashCode(on.address().getAddress()));
    // An address with a name of its own: else JmDNS looks up its name, for seconds.
    InetAddress named = InetAddress.getByAddress(label, on.address().getAddress());
    Station station = new Station(type, JmDNS.create(named, label), heard);
    try {
      station.announce(self, label);
      station.dns.addServiceListener(type, station.listener);
      return station;
    } catch (IOException | RuntimeException e) {
      station.close();
      throw e;
    }
  }

  /**
   * Asks for others: three times within a second. All that is known is told again, and each node
   * answers each question.
   */
  void ask() {
    dns.removeServiceListener(type, listener);
    dns.addServiceListener(type, listener);
  }

  /**
   * The record has changed.
   *
   * @return whether it could be announced; if not, the station must be opened anew
   */
  boolean refresh(Self self) {
    if (port(self.record()) != (announced == null ? 0 : announced.getPort())) {
      return false;
    }
    if (announced != null) {
      byte[] text = Text.of(self);
      if (!Arrays.equals(text, announced.getTextBytes())) {
        announced.setText(text);
      }
    }
    return true;
  }

  /**
   * Whether it has heard itself of late. JmDNS shuts itself down after some errors, and does not
   * tell: it then forgets our service too.
   */
  boolean hearsItself() {
    return announced == null || memory.knows(announcedName());
  }

  /** How many records it remembers, of all services and hosts. */
  int records() {
    return memory.records();
  }

  /** Forgets all that it has heard, and asks anew. */
  void forget() {
    memory.clear();
    ask();
  }

  /** The name under which this node is announced; empty if it is not. */
  String announcedName() {
    return announced == null ? "" : announced.getQualifiedName().toLowerCase(Locale.ROOT);
  }

  /** Says goodbye, which takes two seconds. */
  @Override
  public void close() {
    try {
      dns.removeServiceListener(type, listener);
      dns.close();
    } catch (IOException e) {
      // Its socket is gone with its interface: there is nothing left to free.
      return;
    }
  }

  private void announce(Self self, String label) throws IOException {
    int port = port(self.record());
    if (port > 0) {
      String name = shortened(self.record().name()) + ' ' + label.substring("weft-".length());
      announced = ServiceInfo.create(type, name, port, 0, 0, Text.of(self));
      dns.registerService(announced);
    }
  }

  /** The port of the best address that has one, TCP first; 0 if none has. */
  private static int port(NodeRecord record) {
    List<URI> withPort = record.addresses().stream().filter(a -> a.getPort() > 0).toList();
    return Stream.concat(
            withPort.stream().filter(a -> "tcp".equals(a.getScheme())), withPort.stream())
        .mapToInt(URI::getPort)
        .findFirst()
        .orElse(0);
  }

  private static String shortened(String name) {
    String shown = name.replaceAll("[^\\p{Alnum} _-]", "-");
    byte[] bytes = shown.getBytes(StandardCharsets.US_ASCII);
    return bytes.length <= NAME_BYTES ? shown : shown.substring(0, NAME_BYTES);
  }

  /** Passes on what JmDNS tells; it resolves by itself what is added. */
  private record Forwarding(Consumer<Entry> heard) implements ServiceListener {

    @Override
    public void serviceAdded(ServiceEvent event) {}

    @Override
    public void serviceResolved(ServiceEvent event) {
      heard.accept(Entry.of(event.getInfo()));
    }

    @Override
    public void serviceRemoved(ServiceEvent event) {
      heard.accept(Entry.gone(event.getInfo().getQualifiedName()));
    }
  }
}
