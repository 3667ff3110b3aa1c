package io.weft.peer;

import io.weft.node.NodeId;
import java.net.URI;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What the user decides about peers, and what is remembered of them. Safe on every thread; changes
 * are stored when the method returns, if there is a {@link PeerStore}.
 */
@ProviderType
public interface PeerBook {

  /** Everybody that is remembered, by node id. */
  List<KnownPeer> remembered();

  /**
   * Dials an address; whoever proves a key there and is admitted is remembered and kept. The stage
   * fails with a {@link PeerException} that says why, and whether trying again helps.
   *
   * @param expected who it must be; empty takes whoever is there the first time
   */
  CompletionStage<PeerInfo> add(URI address, Optional<NodeId> expected);

  /**
   * Connects with a peer whose addresses are known, whatever found it. It is kept until it is
   * removed.
   */
  CompletionStage<PeerInfo> connect(NodeId peer);

  /** Takes peers in as they were remembered elsewhere, in place of what is remembered of them. */
  void restore(List<KnownPeer> peers);

  /** Lets go of a peer and forgets it; discovery may find it again. Whether it was known. */
  boolean remove(NodeId peer);

  /**
   * Ends the links with a peer and refuses new ones.
   *
   * @param howLong empty: until it is lifted
   * @param reason for people
   */
  void ban(NodeId peer, Optional<Duration> howLong, String reason);

  /** Lifts a ban and forgives what led to it. Whether there was one. */
  boolean unban(NodeId peer);

  /**
   * Accepts that a peer has another key than before, though that one has not signed it.
   *
   * @throws PeerException if the peer is not known
   */
  void pin(NodeId peer, PublicKey key);
}
