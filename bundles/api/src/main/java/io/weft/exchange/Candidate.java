package io.weft.exchange;

import io.weft.discovery.Availability;
import io.weft.netif.InterfaceKind;
import io.weft.node.NodeId;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A node that may answer a request, as a {@link LoadBalancer} sees it. The methods tell how it is
 * at the moment and are cheap: a request may ask all of them of all nodes. Safe on every thread.
 */
@ProviderType
public interface Candidate {

  /** The node. */
  NodeId node();

  /** What it offers, with the version. */
  ServiceDescription description();

  /** Requests of this node to this service there that are under way. */
  int outstanding();

  /**
   * The smoothed time from request to answer in nanoseconds: the last answer counts an eighth. 0
   * before the first one.
   */
  long latencyNanos();

  /**
   * What the way to it runs over at the moment: {@link InterfaceKind#LOOPBACK} is the same machine,
   * {@link InterfaceKind#UNKNOWN} also stands for no way.
   */
  InterfaceKind interfaceKind();

  /** What it last said it has to spare; at most a second late. */
  Optional<Availability> availability();

  /** What this node thinks of it, from -100 to 100; at most a second late. */
  double reputation();
}
