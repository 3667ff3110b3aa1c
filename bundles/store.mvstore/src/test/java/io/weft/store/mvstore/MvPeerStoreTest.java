package io.weft.store.mvstore;

import io.weft.peer.PeerStore;
import io.weft.testkit.ManualClock;
import io.weft.testkit.PeerStoreContract;
import java.nio.file.Path;

class MvPeerStoreTest extends PeerStoreContract {

  @Override
  protected PeerStore open(Path folder) {
    return new MvPeerStore(folder.resolve("data").resolve("peers.mv"), new ManualClock());
  }

  @Override
  protected void close(PeerStore opened) {
    ((MvPeerStore) opened).close();
  }
}
