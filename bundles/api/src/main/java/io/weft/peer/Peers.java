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

  /** One peer. */
  Optional<PeerInfo> find(NodeId id);

  /**
   * What happened with this peer, oldest first and bounded: who discovered it, what was dialled,
   * from where, with what result.
   */
  List<PeerEvent> history(NodeId id);
}
