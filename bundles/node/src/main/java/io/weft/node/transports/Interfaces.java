package io.weft.node.transports;

import io.weft.netif.InterfaceDetector;
import io.weft.netif.InterfaceKind;
import io.weft.netif.NetInterface;
import io.weft.node.session.Medium;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This machine's network interfaces, as the best detector that is installed and usable tells them.
 * Readers see the last snapshot.
 */
public final class Interfaces {
  private static final Logger LOG = LoggerFactory.getLogger(Interfaces.class);

  private record Ranked(InterfaceDetector detector, int ranking) {}

  /**
   * An address of this machine.
   *
   * @param prefixBits how much of it is the network's
   * @param medium the interface that has it
   */
  public record Local(InetAddress address, int prefixBits, Medium medium) {

    /** Whether the other one is on the same network. */
    boolean reaches(InetAddress other) {
      byte[] mine = address.getAddress();
      byte[] theirs = other.getAddress();
      if (mine.length != theirs.length || address.isLoopbackAddress()) {
        return false;
      }
      for (int bit = 0; bit < prefixBits; bit++) {
        int mask = 0x80 >> (bit & 7);
        if ((mine[bit >> 3] & mask) != (theirs[bit >> 3] & mask)) {
          return false;
        }
      }
      return prefixBits > 0;
    }
  }

  private final Runnable onChange;
  private final ReentrantLock changing = new ReentrantLock();
  private final List<Ranked> detectors = new ArrayList<>();
  private InterfaceDetector.@Nullable Watch watch;
  private volatile @Nullable InterfaceDetector chosen;
  private final Supplier<Map<String, InterfaceKind>> kinds;
  private volatile List<NetInterface> now = List.of();
  private volatile List<Local> locals = List.of();

  /**
   * @param kinds interfaces whose kind is set, by name; read at each look
   * @param onChange called after something has changed, on a thread of the detector
   */
  public Interfaces(Supplier<Map<String, InterfaceKind>> kinds, Runnable onChange) {
    this.kinds = kinds;
    this.onChange = onChange;
  }

  /** All interfaces, best first. */
  public List<NetInterface> now() {
    return now;
  }

  public void add(InterfaceDetector detector, int ranking) {
    changing.lock();
    try {
      detectors.add(new Ranked(detector, ranking));
      detectors.sort(Comparator.comparingInt(Ranked::ranking).reversed());
      choose();
    } finally {
      changing.unlock();
    }
    onChange.run();
  }

  public void remove(InterfaceDetector detector) {
    changing.lock();
    try {
      detectors.removeIf(each -> each.detector == detector);
      choose();
    } finally {
      changing.unlock();
    }
  }

  /** Ends the watch. */
  public void close() {
    changing.lock();
    try {
      detectors.clear();
      choose();
    } finally {
      changing.unlock();
    }
  }

  private void choose() {
    InterfaceDetector best =
        detectors.stream()
            .map(Ranked::detector)
            .filter(InterfaceDetector::usable)
            .findFirst()
            .orElse(null);
    if (best == chosen) {
      return;
    }
    if (watch != null) {
      watch.close();
      watch = null;
    }
    chosen = best;
    if (best != null) {
      look(best);
      watch = best.watch(this::changed);
    }
  }

  private void changed() {
    InterfaceDetector detector = chosen;
    if (detector != null && look(detector)) {
      onChange.run();
    }
  }

  private boolean look(InterfaceDetector detector) {
    try {
      List<NetInterface> seen =
          detector.interfaces().stream().map(this::asSet).sorted(NetInterface.BEST_FIRST).toList();
      boolean different = !seen.equals(now);
      locals = seen.stream().filter(NetInterface::up).flatMap(Interfaces::locals).toList();
      now = seen;
      return different;
    } catch (IOException e) {
      LOG.warn("the network interfaces cannot be read: {}", e.getMessage());
      return false;
    }
  }

  /** Looks again: the settings may say something else. */
  public void lookAgain() {
    changed();
  }

  /** The kind that the settings give it, if they do. */
  private NetInterface asSet(NetInterface seen) {
    InterfaceKind kind = kinds.get().get(seen.name());
    return kind == null
        ? seen
        : new NetInterface(
            seen.name(),
            seen.index(),
            kind,
            seen.speedMbps(),
            seen.mtuBytes(),
            seen.addresses(),
            seen.up(),
            seen.virtual());
  }

  private static Stream<Local> locals(NetInterface seen) {
    try {
      NetworkInterface system = NetworkInterface.getByName(seen.name());
      if (system == null) {
        return Stream.empty();
      }
      Medium medium = medium(seen);
      return system.getInterfaceAddresses().stream()
          .map(each -> new Local(each.getAddress(), each.getNetworkPrefixLength(), medium));
    } catch (SocketException e) {
      return Stream.empty(); // it went while it was looked at
    }
  }

  private static Medium medium(NetInterface seen) {
    return new Medium(seen.kind(), seen.name(), seen.speedMbps().orElse(0));
  }

  /** The addresses of this machine that are on the network of that one, best interface first. */
  List<Local> reaching(InetAddress there) {
    return locals.stream().filter(local -> local.reaches(there)).toList();
  }

  /**
   * The address of this end to bind to again; within the machine and elsewhere the system's choice.
   */
  public static Optional<InetAddress> boundTo(URI local, Medium medium) {
    return medium.name().isEmpty() ? Optional.empty() : Optional.ofNullable(literal(local));
  }

  /** Whether a link with this end can still carry anything. */
  public boolean serves(URI local) {
    InetAddress here = literal(local);
    return here == null
        || here.isLoopbackAddress()
        || chosen == null
        || now.stream().anyMatch(each -> each.up() && each.addresses().contains(here));
  }

  /** What a link between these two ends runs over. */
  public Medium mediumOf(URI local, URI remote) {
    InetAddress here = literal(local);
    InetAddress there = literal(remote);
    if (here == null) {
      return Medium.MACHINE; // no network address at all: a transport within the machine
    }
    if (here.isLoopbackAddress() || here.equals(there)) {
      return Medium.MACHINE;
    }
    for (NetInterface each : now) {
      if (each.addresses().contains(here)) {
        return medium(each);
      }
    }
    return Medium.UNKNOWN;
  }

  /** The address in a URI; null if it has none, or a name that would have to be looked up. */
  static @Nullable InetAddress literal(URI address) {
    String host = address.getHost();
    if (host == null || !isLiteral(host)) {
      return null;
    }
    try {
      return InetAddress.getByName(host);
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * Whether the host of a URI is an address. A name of hexadecimal digits, such as {@code cafe.de},
   * is none: to look up what peers call themselves would wait for their name servers.
   */
  static boolean isLiteral(String host) {
    return host.startsWith("[") || host.matches("[0-9]+(\\.[0-9]+){3}");
  }
}
