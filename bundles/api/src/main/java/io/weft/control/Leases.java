package io.weft.control;

import io.weft.node.NodeId;
import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Who may set a point of the policy {@link Policy#LEASE}. A lease belongs to a node. It ends when
 * it was neither renewed nor used for its time, as each node counts for itself since it heard of
 * the last renewal: clocks need not agree. In a partition both sides can hold it; when it heals,
 * one holder is left on all nodes: the later term, then the higher priority, the later clock, the
 * larger node id.
 *
 * <p>Safe on every thread; nothing blocks.
 */
@ProviderType
public interface Leases {

  /** The shortest time of a lease. */
  Duration SHORTEST = Duration.ofMillis(100);

  /** The longest time of a lease. */
  Duration LONGEST = Duration.ofHours(24);

  /**
   * Takes the lease for this node, or renews it; every change that the holder makes renews it, too.
   * Declares the point if there is none.
   *
   * @param kind of the point's values
   * @param time until it ends by itself
   * @param priority a higher one than the holder's takes the lease away from it
   * @throws ControlException if another node holds it, which it names
   */
  Point take(String name, Kind kind, Duration time, int priority);

  /**
   * Makes another node the holder, for the same time; the value stays as it is.
   *
   * @throws ControlException if this node does not hold it
   */
  Point handOver(String name, NodeId to);

  /** Gives the lease back, if this node holds it; the value stays as it is. */
  Point giveBack(String name);
}
