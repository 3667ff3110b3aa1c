package io.weft.store.mvstore;

import io.weft.node.NodeId;
import io.weft.peer.KnownPeer;
import io.weft.peer.PeerStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.function.Consumer;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * The store as a service: {@code peers.mv} in the folder that the framework property {@code
 * weft.data} names. Nothing is opened before it is first used.
 */
@Component(service = PeerStore.class)
public final class PeerStoreComponent implements PeerStore {
  private static final String FILE = "peers.mv";

  private final MvPeerStore store;

  /**
   * @throws IllegalStateException if there is no folder for it
   */
  @Activate
  public PeerStoreComponent(BundleContext context) {
    String data = context.getProperty("weft.data");
    if (data == null || data.isBlank()) {
      throw new IllegalStateException(
          "the framework property weft.data is not set: it names the folder of this node's data");
    }
    store = new MvPeerStore(Path.of(data).toAbsolutePath().resolve(FILE), Clock.systemUTC());
  }

  @Deactivate
  void deactivate() {
    store.close();
  }

  @Override
  public void load(Consumer<KnownPeer> each) throws IOException {
    store.load(each);
  }

  @Override
  public void save(Collection<KnownPeer> peers) throws IOException {
    store.save(peers);
  }

  @Override
  public void remove(Collection<NodeId> peers) throws IOException {
    store.remove(peers);
  }
}
