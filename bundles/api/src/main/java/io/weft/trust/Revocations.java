package io.weft.trust;

import io.weft.node.NodeId;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The nodes that were put out of the network: a list that the network's key has signed, with a
 * number that only grows. Whoever is on it is not {@linkplain Admission#admit admitted} any more;
 * nobody comes off it. Safe on every thread.
 */
@ProviderType
public interface Revocations {

  /** Bytes of a signed list at most: 4,096 nodes. */
  int MAX_BYTES = 256 * 1024;

  /** The signed list, for other nodes; empty if nobody was ever revoked. */
  byte[] current();

  /**
   * Takes in a list that came from anywhere: it is believed if the network's key has signed it, and
   * kept if it is newer than this node's. Writes a file.
   *
   * @return whether this node's list has changed; if so, whoever watches was told
   */
  boolean learn(byte[] signed);

  /** Who is revoked. */
  Set<NodeId> revoked();

  /**
   * Puts a node out of the network.
   *
   * @throws IllegalStateException if this node may not; the message says why
   */
  void revoke(NodeId node);

  /**
   * Calls back after the list has changed, on the thread that changed it, until the result is
   * closed; must not block.
   */
  Identity.Watch onChange(Runnable listener);
}
