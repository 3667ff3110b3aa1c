package io.weft.discovery.multicast;

import io.weft.node.NodeId;
import java.net.InetAddress;

/**
 * How many datagrams get as far as the signatures, each of which costs up to 1 ms of processor
 * time. Nodes that are known, newcomers of our own networks and senders from elsewhere have shares
 * of their own, so that a flood of one kind does not crowd out another; and an address that sends
 * forgeries has soon used up what it may. Used by one thread.
 *
 * <p>All shares together are below what the node takes from one source (500 a second), so that it
 * never drops what was let through here.
 */
final class Budget {

  /** Of one known node: it sends three announcements at once, then one datagram in seconds. */
  private static final double NODE_PER_SECOND = 2;

  private static final double NODE_BURST = 10;
  private static final double NODES_PER_SECOND = 150;

  /** Of one address, which may be of many nodes, until it is caught at forging. */
  private static final double ADDRESS_PER_SECOND = 50;

  private static final double ADDRESS_BURST = 200;
  private static final double NEAR_PER_SECOND = 200;
  private static final double FAR_PER_SECOND = 50;

  /** What one forgery costs its address: then one datagram a second is looked at. */
  private static final double FINE = 50;

  /** Seconds of silence after which so much may come at once: when a network wakes up. */
  private static final double BURST_SECONDS = 2;

  /** Questions to who is not known, of one address and in all: an answer may go to a victim. */
  private static final double ASKED_ADDRESS_PER_SECOND = 1;

  private static final double ASKED_PER_SECOND = 5;

  private static final int MAX_REMEMBERED = 4096;

  private final RateLimits<NodeId> nodes;
  private final RateLimits<InetAddress> near;
  private final RateLimits<InetAddress> far;
  private final RateLimits<InetAddress> asked;

  Budget(long nowNanos) {
    nodes =
        new RateLimits<>(
            NODE_PER_SECOND,
            NODE_BURST,
            NODES_PER_SECOND,
            NODES_PER_SECOND * BURST_SECONDS,
            MAX_REMEMBERED,
            nowNanos);
    near = addresses(NEAR_PER_SECOND, nowNanos);
    far = addresses(FAR_PER_SECOND, nowNanos);
    asked =
        new RateLimits<>(
            ASKED_ADDRESS_PER_SECOND,
            ASKED_PER_SECOND,
            ASKED_PER_SECOND,
            ASKED_PER_SECOND * BURST_SECONDS,
            MAX_REMEMBERED,
            nowNanos);
  }

  /** Whether a datagram that says to be of a known node may be looked at. */
  boolean allowsKnown(NodeId node, long nowNanos) {
    return nodes.allows(node, nowNanos);
  }

  /**
   * Whether a datagram of anybody else may be looked at.
   *
   * @param isNear whether the address is of one of our own networks
   */
  boolean allows(InetAddress sender, boolean isNear, long nowNanos) {
    return (isNear ? near : far).allows(sender, nowNanos);
  }

  /** A datagram of this address was not what it said to be. */
  void forged(InetAddress sender, boolean isNear) {
    (isNear ? near : far).fine(sender, FINE);
  }

  /** Whether a sender may be asked who it is. */
  boolean allowsAsking(InetAddress sender, long nowNanos) {
    return asked.allows(sender, nowNanos);
  }

  private static RateLimits<InetAddress> addresses(double allPerSecond, long nowNanos) {
    return new RateLimits<>(
        ADDRESS_PER_SECOND,
        ADDRESS_BURST,
        allPerSecond,
        allPerSecond * BURST_SECONDS,
        MAX_REMEMBERED,
        nowNanos);
  }
}
