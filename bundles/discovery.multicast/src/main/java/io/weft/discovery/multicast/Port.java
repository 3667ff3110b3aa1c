package io.weft.discovery.multicast;

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

  private static final int IPV4_BYTES = 4;

  private final InetSocketAddress group;
  private final boolean alwaysBroadcast;
  private final DatagramChannel shared;
  private final DatagramChannel own;
  private final Map<LocalInterface, MembershipKey> joined = new HashMap<>();
  private List<LocalInterface> used = List.of();
  private Set<String> failing = Set.of();

  private Port(
      InetSocketAddress group,
      boolean alwaysBroadcast,
      DatagramChannel shared,
      DatagramChannel own) {
    this.group = group;
    this.alwaysBroadcast = alwaysBroadcast;
    this.shared = shared;
    this.own = own;
  }

  /**
   * Opens the sockets; no interface is joined yet.
   *
   * @param bindAddress where to send from; empty: the system decides for each interface
   * @throws IOException if the port is taken by a program that does not share it, or the family is
   *     not there
   */
  static Port open(
      MulticastDiscovery.Settings settings,
      InetAddress groupAddress,
      Optional<InetAddress> bindAddress,
      Selector selector)
      throws IOException {
    ProtocolFamily family =
        groupAddress.getAddress().length == IPV4_BYTES
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
          new InetSocketAddress(groupAddress, settings.port()), settings.broadcast(), shared, own);
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
        interfaces.stream().filter(i -> i.speaks(group.getAddress().getAddress().length)).toList();
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
    for (LocalInterface one : ours) {
      if (!joined.containsKey(one)) {
        join(one);
      }
    }
    used = ours;
    Set<String> names = ours.stream().map(LocalInterface::name).collect(Collectors.toSet());
    failing = failing.stream().filter(names::contains).collect(Collectors.toSet());
  }

  /** How many datagrams one message to all takes. */
  int interfaces() {
    return used.size();
  }

  /** Sends to all, on each interface. */
  void send(byte[] datagram) {
    for (LocalInterface one : used) {
      try {
        sendOn(one, datagram);
      } catch (IOException e) {
        complain(one, e);
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
    return address.getAddress().length == group.getAddress().getAddress().length;
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

  private void sendOn(LocalInterface one, byte[] datagram) throws IOException {
    boolean multicast = joined.containsKey(one);
    if (multicast) {
      NetworkInterface system = NetworkInterface.getByName(one.name());
      if (system == null) {
        return;
      }
      own.setOption(StandardSocketOptions.IP_MULTICAST_IF, system);
      own.send(ByteBuffer.wrap(datagram), group);
    }
    if (!multicast || alwaysBroadcast) {
      for (LocalInterface.Prefix prefix : one.prefixes()) {
        @Nullable InetAddress all = prefix.broadcast();
        if (all != null) {
          own.send(ByteBuffer.wrap(datagram), new InetSocketAddress(all, group.getPort()));
        }
      }
    }
  }

  /** Says it once for each interface, until it went away. */
  private void complain(LocalInterface one, Exception why) {
    if (failing.contains(one.name())) {
      return;
    }
    Set<String> more = new HashSet<>(failing);
    more.add(one.name());
    failing = more;
    LOG.warn(
        "multicast does not work on {} ({}): nodes there are found by broadcast or other sources"
            + " only",
        one.name(),
        why.toString());
  }
}
