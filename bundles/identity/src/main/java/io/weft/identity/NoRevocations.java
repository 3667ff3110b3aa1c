package io.weft.identity;

import io.weft.node.NodeId;
import io.weft.trust.Identity;
import io.weft.trust.Revocations;
import java.util.Set;

/**
 * Of a network without a key of its own: nobody can sign a list.
 *
 * @param reason why, for people
 */
record NoRevocations(String reason) implements Revocations {

  @Override
  public byte[] current() {
    return new byte[0];
  }

  @Override
  public boolean learn(byte[] signed) {
    return false;
  }

  @Override
  public Set<NodeId> revoked() {
    return Set.of();
  }

  @Override
  public void revoke(NodeId node) {
    throw new IllegalStateException(reason);
  }

  @Override
  public Identity.Watch onChange(Runnable listener) {
    return () -> {};
  }
}
