package io.weft.shell.verb;

import io.weft.node.NodeId;
import io.weft.trust.Identity;
import io.weft.trust.Revocations;
import java.util.LinkedHashSet;
import java.util.Set;

/** A list of revocations that keeps what it is told, or refuses. */
final class FakeRevocations implements Revocations {
  final Set<NodeId> nodes = new LinkedHashSet<>();
  String refusal = "";

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
    return nodes;
  }

  @Override
  public void revoke(NodeId node) {
    if (!refusal.isEmpty()) {
      throw new IllegalStateException(refusal);
    }
    nodes.add(node);
  }

  @Override
  public Identity.Watch onChange(Runnable listener) {
    return () -> {};
  }
}
