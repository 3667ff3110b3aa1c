package io.weft.node.transports;

import io.weft.netif.InterfaceDetector;
import io.weft.netif.InterfaceKind;
import io.weft.netif.NetInterface;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
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

  private final Runnable onChange;
  private final ReentrantLock changing = new ReentrantLock();
  private final List<Ranked> detectors = new ArrayList<>();
  private InterfaceDetector.@Nullable Watch watch;
  private volatile @Nullable InterfaceDetector chosen;
  private volatile List<NetInterface> now = List.of();

  /**
   * @param onChange called after something has changed, on a thread of the detector
   */
  public Interfaces(Runnable onChange) {
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
      List<NetInterface> seen = List.copyOf(detector.interfaces());
      boolean different = !seen.equals(now);
      now = seen;
      return different;
    } catch (IOException e) {
      LOG.warn("the network interfaces cannot be read: {}", e.getMessage());
      return false;
    }
  }

  /** What a link between these two ends runs over. */
  public InterfaceKind kindOf(URI local, URI remote) {
    InetAddress here = literal(local);
    InetAddress there = literal(remote);
    if (here == null) {
      return InterfaceKind.LOOPBACK; // no network address at all: a transport within the machine
    }
    if (here.isLoopbackAddress() || here.equals(there)) {
      return InterfaceKind.LOOPBACK;
    }
    for (NetInterface each : now) {
      if (each.addresses().contains(here)) {
        return each.kind();
      }
    }
    return InterfaceKind.UNKNOWN;
  }

  /** The address in a URI; null if it has none, or a name that would have to be looked up. */
  static @Nullable InetAddress literal(URI address) {
    String host = address.getHost();
    if (host == null || !host.matches("[0-9.]+|\\[.*]|[0-9a-fA-F:.%]+")) {
      return null;
    }
    try {
      return InetAddress.getByName(host);
    } catch (IOException e) {
      return null;
    }
  }
}
