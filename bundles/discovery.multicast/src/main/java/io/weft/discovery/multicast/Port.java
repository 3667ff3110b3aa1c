package io.weft.discovery.multicast;

import io.weft.discovery.SightingSink;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets of one address family: one on the port that all nodes share, member of the group on
 * each interface, and one with a port of its own that everything leaves from and answers come back
 * to. Of several sockets on one shared port, only one would get a unicast answer.
 *
 * <p>Used by one thread.
 */
final class Port implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(MulticastDiscovery.class);

  /** For the announcements of some hundreds of nodes at once. */
  private static final int RECEIVE_BUFFER_BYTES = 512 * 1024;

  private final InetSocketAddress group;
  private final boolean alwaysBroadcast;
  private final DatagramChannel shared;
  private final DatagramChannel own;
  private final Predicate<LocalInterface> isFor;
  private final SightingSink sink;
  private final Map<LocalInterface, MembershipKey> joined = new HashMap<>();
  private final Set<String> failing = new HashSet<>();
  private List<LocalInterface> used = List.of();

  private Port(
      InetSocketAddress group,
      boolean alwaysBroadcast,
      DatagramChannel shared,
      DatagramChannel own,
      Predicate<LocalInterface> isFor,
      SightingSink sink) {
    this.group = group;
    this.alwaysBroadcast = alwaysBroadcast;
    this.shared = shared;
    this.own = own;
    this.isFor = isFor;
    this.sink = sink;
  }

  /**
   * Opens the sockets; no interface is joined yet.
   *
   * @param bindAddress where to send from; empty: the system decides for each interface
   * @param isFor the interfaces that it is used on, if they have an address of its family
   * @param sink told of interfaces on which it does not work
   * @throws IOException if the port is taken by a program that does not share it, or the family is
   *     not there
   */
  static Port open(
      MulticastDiscovery.Settings settings,
      InetAddress groupAddress,
      Optional<InetAddress> bindAddress,
      Selector selector,
      Predicate<LocalInterface> isFor,
      SightingSink sink)
      throws IOException {
    ProtocolFamily family =
        groupAddress.getAddress().length == LocalInterface.IPV4_BYTES
            ? StandardProtocolFamily.INET
            : StandardProtocolFamily.INET6;
    DatagramChannel shared = DatagramChannel.open(family);
    DatagramChannel own = null;
    try {
      shared.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      if (shared.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
        shared.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      }
      shared.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
      shared.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, true);
      bindShared(shared, new InetSocketAddress(anyOf(groupAddress), settings.port()));
      own = DatagramChannel.open(family);
      own.setOption(StandardSocketOptions.SO_BROADCAST, true);
      own.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, true);
      own.setOption(StandardSocketOptions.IP_MULTICAST_TTL, settings.hops());
      own.bind(new InetSocketAddress(bindAddress.orElse(anyOf(groupAddress)), 0));
      shared.configureBlocking(false);
      own.configureBlocking(false);
      shared.register(selector, SelectionKey.OP_READ);
      own.register(selector, SelectionKey.OP_READ);
      return new Port(
          new InetSocketAddress(groupAddress, settings.port()),
          settings.broadcast(),
          shared,
          own,
          isFor,
          sink);
    } catch (IOException | RuntimeException e) {
      shared.close();
      if (own != null) {
        own.close();
      }
      throw e;
    }
  }

  /** Uses these interfaces from now on: joins the group on new ones, and leaves it on others. */
  void use(List<LocalInterface> interfaces) {
    List<LocalInterface> ours =
        interfaces.stream().filter(i -> i.speaks(addressBytes())).filter(isFor).toList();
    joined
        .entrySet()
        .removeIf(
            entry -> {
              boolean left = !ours.contains(entry.getKey());
              if (left) {
                entry.getValue().drop();
              }
              return left;
            });
    used = ours;
    Set<String> names = ours.stream().map(LocalInterface::name).collect(Collectors.toSet());
    for (String name : List.copyOf(failing)) {
      if (!names.contains(name)) {
        works(name); // it has gone, and its trouble with it
      }
    }
    tryAgain();
  }

  /** Joins the group where that has failed. */
  void tryAgain() {
    for (LocalInterface one : used) {
      if (!joined.containsKey(one)) {
        join(one);
      }
    }
  }

  /** How many datagrams one message to all takes. */
  int interfaces() {
    return used.size();
  }

  /**
   * Sends to all, on each interface.
   *
   * @param alsoBroadcast on which interfaces multicast is not enough
   */
  void send(byte[] datagram, Predicate<String> alsoBroadcast) {
    for (LocalInterface one : used) {
      boolean multicast = multicast(one, datagram);
      if (!multicast || alwaysBroadcast || !one.multicast() || alsoBroadcast.test(one.name())) {
        broadcast(one, datagram);
      }
    }
  }

  /** Sends to one. */
  void send(byte[] datagram, SocketAddress to) {
    try {
      own.send(ByteBuffer.wrap(datagram), to);
    } catch (IOException e) {
      LOG.debug("cannot answer {}: {}", to, e.toString());
    }
  }

  /** Whether it sends to addresses of this family. */
  boolean reaches(InetAddress address) {
    return address.getAddress().length == addressBytes();
  }

  private int addressBytes() {
    return group.getAddress().getAddress().length;
  }

  @Override
  public void close() {
    joined.clear();
    used = List.of();
    for (DatagramChannel channel : List.of(shared, own)) {
      try {
        channel.close();
      } catch (IOException e) {
        LOG.debug("closing {}: {}", channel, e.toString());
      }
    }
  }

  private static void bindShared(DatagramChannel shared, InetSocketAddress to) throws IOException {
    try {
      shared.bind(to);
    } catch (BindException e) {
      throw new IOException(
          "UDP port "
              + to.getPort()
              + " is held by a program that does not share it: end it, or set another port on all"
              + " nodes (DISCOVERY_PORT)",
          e);
    }
  }

  private static InetAddress anyOf(InetAddress family) throws UnknownHostException {
    return InetAddress.getByAddress(new byte[family.getAddress().length]);
  }

  private void join(LocalInterface one) {
    try {
      NetworkInterface system = NetworkInterface.getByName(one.name());
      if (system != null) {
        joined.put(one, shared.join(group.getAddress(), system));
      }
    } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
      complain(one, e);
    }
  }

  private boolean multicast(LocalInterface one, byte[] datagram) {
    if (!joined.containsKey(one)) {
      return false;
    }
    try {
      NetworkInterface system = NetworkInterface.getByName(one.name());
      if (system == null) {
        return true; // it has just gone: there is nobody to tell
      }
      own.setOption(StandardSocketOptions.IP_MULTICAST_IF, system);
      own.send(ByteBuffer.wrap(datagram), group);
      works(one.name());
      return true;
    } catch (IOException e) {
      complain(one, e);
      return false;
    }
  }

  private void broadcast(LocalInterface one, byte[] datagram) {
    byte[] copy = Datagram.byBroadcast(datagram);
    for (LocalInterface.Prefix prefix : one.prefixes()) {
      @Nullable InetAddress all = prefix.broadcast();
      if (all != null && reaches(all)) {
        try {
          own.send(ByteBuffer.wrap(copy), new InetSocketAddress(all, group.getPort()));
        } catch (IOException e) {
          LOG.debug("cannot broadcast on {}: {}", one.name(), e.toString());
        }
      }
    }
  }

  private void complain(LocalInterface one, Exception why) {
    failing.add(one.name());
    sink.failed(
        place(one.name()),
        "multicast does not work on "
            + one.name()
            + " ("
            + why.getMessage()
            + "): nodes there are found by broadcast or other sources only");
  }

  private void works(String name) {
    if (failing.remove(name)) {
      sink.recovered(place(name));
    }
  }

  private String place(String name) {
    return addressBytes() == LocalInterface.IPV4_BYTES ? name : name + " (IPv6)";
  }
}
