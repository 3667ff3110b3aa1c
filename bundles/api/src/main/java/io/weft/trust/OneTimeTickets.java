package io.weft.trust;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Invites single nodes: a ticket of this kind lets one node in, once, and expires. It does not
 * carry the network's key; this node must be reachable when it is redeemed. Safe on every thread.
 */
@ProviderType
public interface OneTimeTickets {

  /** How long a ticket can be redeemed unless somebody says otherwise: until tomorrow. */
  Duration USUAL_VALIDITY = Duration.ofHours(24);

  /**
   * Makes a ticket. It is a secret until it is redeemed.
   *
   * @param introducers addresses of this node: the newcomer asks for its certificate on the same
   *     hosts, and finds the network at them later
   * @param validFor a minute to 30 days
   * @return one line of text without blanks
   * @throws IllegalStateException if this node may not invite; the message says why
   * @throws IllegalArgumentException if {@code validFor} is out of bounds
   */
  String inviteOnce(List<URI> introducers, Duration validFor);

  /** Whether this network lets nodes in by such tickets only ({@code admission=issued}). */
  boolean always();

  /** Tickets that can still be redeemed, the next one to expire first. */
  List<Outstanding> outstanding();

  /**
   * Makes a ticket worthless. A node that has redeemed it stays in the network.
   *
   * @param id of the ticket
   * @return false if there is no such ticket, or it was redeemed already
   */
  boolean withdraw(String id);

  /**
   * A ticket that waits for its node.
   *
   * @param id names it; not secret
   * @param expires when it can no longer be redeemed
   */
  record Outstanding(String id, Instant expires) {}
}
