package io.weft.node.standing;

import io.weft.node.NodeId;
import io.weft.peer.KnownPeer;
import io.weft.peer.PeerStore;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A store whose disk is a map, which can be full. */
public final class KeptInMemory implements PeerStore {
  public final Map<NodeId, KnownPeer> disk = new ConcurrentHashMap<>();
  public volatile boolean full;

  @Override
  public void load(Consumer<KnownPeer> each) {
    disk.values().forEach(each);
  }

  @Override
  public void save(Collection<KnownPeer> peers) throws IOException {
    demandRoom();
    peers.forEach(peer -> disk.put(peer.id(), peer));
  }

  @Override
  public void remove(Collection<NodeId> peers) throws IOException {
    demandRoom();
    peers.forEach(disk::remove);
  }

  private void demandRoom() throws IOException {
    if (full) {
      throw new IOException("no space left on device");
    }
  }
}
