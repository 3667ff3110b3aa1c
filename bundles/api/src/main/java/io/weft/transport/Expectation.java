package io.weft.transport;

import io.weft.node.NodeId;
import java.net.InetAddress;
import java.util.Optional;

/**
 * What a dialler expects of a link.
 *
 * @param peer who must be at the other end; empty accepts every admitted node
 * @param lane what the link is for, so that a transport can give it threads and buffers that fit
 * @param from the local address to dial from; empty leaves it to the system
 */
public record Expectation(Optional<NodeId> peer, Lane lane, Optional<InetAddress> from) {

  /** Expects this node on this lane, from any local address. */
  public static Expectation of(NodeId peer, Lane lane) {
    return new Expectation(Optional.of(peer), lane, Optional.empty());
  }

  /** Expects any admitted node on this lane, from any local address. */
  public static Expectation anyone(Lane lane) {
    return new Expectation(Optional.empty(), lane, Optional.empty());
  }
}
