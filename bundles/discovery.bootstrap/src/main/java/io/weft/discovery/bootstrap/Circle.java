package io.weft.discovery.bootstrap;

import io.weft.node.NodeId;
import io.weft.peer.LinkInfo;
import io.weft.peer.PeerInfo;
import io.weft.peer.PeerWatcher;
import java.net.URI;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The peers that are connected at the moment. Safe on every thread. */
final class Circle implements PeerWatcher {

  private final Map<NodeId, PeerInfo> connected = new ConcurrentHashMap<>();
  private final Runnable changed;

  /**
   * @param changed called when somebody has come or gone; must not block
   */
  Circle(Runnable changed) {
    this.changed = changed;
  }

  @Override
  public void found(PeerInfo peer) {
    changed(peer);
  }

  @Override
  public void changed(PeerInfo peer) {
    PeerInfo before =
        peer.state() == PeerInfo.State.CONNECTED
            ? connected.put(peer.id(), peer)
            : connected.remove(peer.id());
    boolean is = peer.state() == PeerInfo.State.CONNECTED;
    if (is != (before != null) || (is && !since(peer).equals(since(before)))) {
      changed.run();
    }
  }

  @Override
  public void lost(PeerInfo peer) {
    if (connected.remove(peer.id()) != null) {
      changed.run();
    }
  }

  /** Who is connected; a view. */
  Collection<PeerInfo> present() {
    return connected.values();
  }

  /** Nobody is, as far as is known. */
  void clear() {
    connected.clear();
  }

  /** Those addresses at which none of the connected peers is. */
  List<URI> without(List<URI> addresses) {
    return addresses.stream()
        .filter(address -> connected.values().stream().noneMatch(peer -> isAt(peer, address)))
        .toList();
  }

  private static boolean isAt(PeerInfo peer, URI address) {
    return peer.addresses().contains(address)
        || peer.links().stream().map(LinkInfo::remote).anyMatch(address::equals);
  }

  /** When the session of a connected peer began. */
  static Instant since(@Nullable PeerInfo peer) {
    return peer == null ? Instant.MIN : peer.connectedSince().orElse(Instant.MIN);
  }
}
