package io.weft.exchange;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Chooses which node answers a request. Registered as a service with the property {@link #NAME}, it
 * can be named by callers ({@link RequestOptions.Whom#balancer}), by services ({@link
 * ServiceAt#balancer}) and by the settings of a node; of several with one name the one with the
 * highest service ranking chooses. It may come and go while requests are made.
 *
 * <p>Called for each request and each retry, by many threads at once: it must not block, and should
 * make no garbage.
 */
@ConsumerType
public interface LoadBalancer {

  /** Service property: the name, such as {@code power-of-two}. */
  String NAME = "weft.balancer.name";

  /** One after the other; what is used if nothing else is said. */
  String ROUND_ROBIN = "round-robin";

  /** Of two at random the one with less work: requests under way times their usual time. */
  String POWER_OF_TWO = "power-of-two";

  /** The one with the fewest requests of this node under way. */
  String LEAST_OUTSTANDING = "least-outstanding";

  /** The nearest: this machine, then by the kind of the network interface; in turn among these. */
  String LOCALITY = "locality";

  /** The same node for the same key, as long as it is there. Without a key, one after the other. */
  String STICKY = "sticky";

  /** At random, more often those that say that they have more to spare. */
  String WEIGHTED = "weighted";

  /**
   * Chooses one.
   *
   * @param candidates at least two nodes that may be asked now, in an order that changes only when
   *     they do; immutable
   * @param key what the request is about, if its caller says so
   * @param turn grows by one with each choice for this path on this node, and wraps around to
   *     negative numbers
   * @return the index of the chosen one. If there is no such index, or an exception is thrown, the
   *     node chooses in turn and logs it once
   */
  int choose(List<Candidate> candidates, Optional<String> key, int turn);
}
