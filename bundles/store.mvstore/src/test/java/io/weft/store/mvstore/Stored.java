package io.weft.store.mvstore;

import io.weft.node.NodeId;
import io.weft.peer.KnownPeer;
import io.weft.testkit.KnownPeers;
import io.weft.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** What is in a store, and what goes in. */
final class Stored {
  private Stored() {}

  static MvPeerStore open(Path file) {
    return new MvPeerStore(file, new ManualClock());
  }

  static MvPeerStore open(Path file, Disk disk) {
    return new MvPeerStore(file, new ManualClock(), disk, MvPeerStore.SPARE_BYTES);
  }

  static Map<NodeId, KnownPeer> in(MvPeerStore store) throws IOException {
    Map<NodeId, KnownPeer> peers = new TreeMap<>();
    store.load(peer -> peers.put(peer.id(), peer));
    return peers;
  }

  /** Opens, loads and closes. */
  static Map<NodeId, KnownPeer> in(Path file) throws IOException {
    try (MvPeerStore store = open(file)) {
      return in(store);
    }
  }

  static Map<NodeId, KnownPeer> byId(List<KnownPeer> peers) {
    Map<NodeId, KnownPeer> byId = new TreeMap<>();
    peers.forEach(peer -> byId.put(peer.id(), peer));
    return byId;
  }

  /** Usual peers with the numbers from {@code from} up to {@code to}, which is left out. */
  static List<KnownPeer> peers(long from, long to) {
    return LongStream.range(from, to).mapToObj(KnownPeers::usual).toList();
  }
}
