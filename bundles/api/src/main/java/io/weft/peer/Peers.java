package io.weft.peer;

import io.weft.node.NodeId;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The other nodes. Every answer is a snapshot; safe on every thread. */
@ProviderType
public interface Peers {

  /** All peers: connected ones first, then by name. */
  List<PeerInfo> all();

  /** Those that say they have this role, such as {@code visualizer}, in the same order. */
  List<PeerInfo> withRole(String role);

  /**
   * Those that say they have this, in the same order.
   *
   * @param capability a name, such as {@code gpu.0}, or {@code name=value}
   */
  List<PeerInfo> withCapability(String capability);

  /** Those that say they offer a service at this path, connected or not, in the same order. */
  List<PeerInfo> offering(String servicePath);

  /**
   * Tells of everyone who is there now, and then of each change, until the watch is closed: nothing
   * is left out between the two, nothing is told twice. Changes that come faster than the watcher
   * takes them are told as one.
   */
  Watch watch(PeerWatcher watcher);

  /** Ends what {@link #watch} began: when this returns, no further call begins. */
  @ProviderType
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }

  /** One peer. */
  Optional<PeerInfo> find(NodeId id);

  /**
   * What happened with this peer, oldest first and bounded: who discovered it, what was dialled,
   * from where, with what result.
   */
  List<PeerEvent> history(NodeId id);
}
