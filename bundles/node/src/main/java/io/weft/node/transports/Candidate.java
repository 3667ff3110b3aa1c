package io.weft.node.transports;

import io.weft.node.session.LinkCost;
import io.weft.node.session.LinkPath;
import io.weft.node.session.Medium;
import java.net.InetAddress;
import java.net.URI;
import java.util.Optional;

/**
 * One way to dial a peer.
 *
 * @param address where
 * @param from the local address to bind to; empty leaves it to the system
 * @param over what it would run over, as far as can be told before
 * @param via the transport
 */
public record Candidate(
    URI address, Optional<InetAddress> from, Medium over, Transports.Installed via) {

  /** What it is expected to cost: see {@link LinkCost}. */
  public long costNanos() {
    return LinkCost.expected(over, via.costPercent());
  }

  /** The way that its links would take. */
  public LinkPath path() {
    return LinkPath.of(via.transport(), over, address);
  }

  @Override
  public String toString() {
    return from.isEmpty()
        ? address.toString()
        : address + " from " + over.name() + " (" + from.get().getHostAddress() + ")";
  }
}
