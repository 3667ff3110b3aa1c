package io.weft.exchange;

import io.weft.node.NodeId;
import java.time.Duration;
import java.util.Optional;

/**
 * How a request is made.
 *
 * @param deadline how long the caller waits for the answer; travels with the request; empty: the
 *     network's {@code request_timeout_ms}
 * @param whom which nodes may answer, and how one of them is chosen
 * @param contentType how to encode parameters; empty: the codec with the highest ranking
 * @param priority 0 is normal; larger goes first where the answering node has a choice
 * @param retries how often an idempotent action is tried on yet another node when nobody knows
 *     whether it has run. What has certainly not run is tried on each other node once, unless this
 *     is 0: then the first node is the only one
 * @param hedging whether a second node is asked when the first one is slow
 * @param headers what travels with the request beside its parameters
 */
public record RequestOptions(
    Optional<Duration> deadline,
    Whom whom,
    Optional<String> contentType,
    int priority,
    int retries,
    Optional<Hedging> hedging,
    Headers headers) {

  /** The highest priority: ten queues are as many as anybody can tell apart. */
  public static final int MAX_PRIORITY = 9;

  /** The most retries: a request that brings nodes down must not be taken through all of them. */
  public static final int MAX_RETRIES = 9;

  /** No request waits for so long: what has longer has no deadline. */
  private static final Duration ENDLESS = Duration.ofDays(365);

  /** The network's time-out, any node, any codec, normal, one retry, no hedging, no headers. */
  public static final RequestOptions DEFAULT =
      new RequestOptions(
          Optional.empty(), Whom.ANYBODY, Optional.empty(), 0, 1, Optional.empty(), Headers.NONE);

  /**
   * @throws IllegalArgumentException for a priority or a number of retries out of range
   */
  public RequestOptions {
    bounded("priority", priority, MAX_PRIORITY);
    bounded("retries", retries, MAX_RETRIES);
  }

  /**
   * Which nodes may answer, and how one of them is chosen.
   *
   * @param target the only node that may answer; empty: any that offers the service
   * @param role what the node must call itself; empty: anything
   * @param versions of the service, as a range in the form of OSGi, such as {@code [1.2,2)}; empty:
   *     the newest that each node has
   * @param balancer the {@linkplain LoadBalancer#NAME name} of the one that chooses; empty: as the
   *     node's settings or the service say
   * @param key what the request is about, such as a user's name, for balancers that keep requests
   *     with one key together; stays on this node
   */
  public record Whom(
      Optional<NodeId> target,
      Optional<String> role,
      Optional<String> versions,
      Optional<String> balancer,
      Optional<String> key) {

    /** Any node that offers the service, chosen as usual. */
    public static final Whom ANYBODY =
        new Whom(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
  }

  /**
   * A second node is asked when the first has not answered for a while; the first answer counts and
   * the other node is told to stop. Only for actions that are declared {@linkplain
   * ServiceAt#idempotent idempotent}; others are asked once.
   *
   * @param after how long to wait for the first; empty: longer than 95 of 100 calls took of late
   */
  public record Hedging(Optional<Duration> after) {

    /** When the first node takes longer than 95 of 100 calls did of late. */
    public static final Hedging OF_THE_SLOWEST = new Hedging(Optional.empty());

    /**
     * @throws IllegalArgumentException if it is negative
     */
    public Hedging {
      if (after.isPresent() && after.get().isNegative()) {
        throw new IllegalArgumentException(
            "hedging after " + after.get() + " (zero or longer is expected)");
      }
    }
  }

  /** The only node that may answer. */
  public Optional<NodeId> target() {
    return whom.target;
  }

  /** The same with this deadline. */
  public RequestOptions withDeadline(Duration value) {
    return new RequestOptions(
        Optional.of(value), whom, contentType, priority, retries, hedging, headers);
  }

  /** The same for this node only. */
  public RequestOptions withTarget(NodeId value) {
    return with(new Whom(Optional.of(value), whom.role, whom.versions, whom.balancer, whom.key));
  }

  /** The same for nodes with this role. */
  public RequestOptions withRole(String value) {
    return with(new Whom(whom.target, Optional.of(value), whom.versions, whom.balancer, whom.key));
  }

  /** The same for versions in this range, such as {@code [1.2,2)}. */
  public RequestOptions withVersions(String range) {
    return with(new Whom(whom.target, whom.role, Optional.of(range), whom.balancer, whom.key));
  }

  /** The same with the node chosen by the balancer of this name. */
  public RequestOptions withBalancer(String name) {
    return with(new Whom(whom.target, whom.role, whom.versions, Optional.of(name), whom.key));
  }

  /** The same, about this. */
  public RequestOptions withKey(String value) {
    return with(new Whom(whom.target, whom.role, whom.versions, whom.balancer, Optional.of(value)));
  }

  /** The same for these nodes. */
  public RequestOptions with(Whom value) {
    return new RequestOptions(deadline, value, contentType, priority, retries, hedging, headers);
  }

  /** The same with parameters in this content type. */
  public RequestOptions withContentType(String value) {
    return new RequestOptions(
        deadline, whom, Optional.of(value), priority, retries, hedging, headers);
  }

  /** The same with this priority, 0 to {@link #MAX_PRIORITY}. */
  public RequestOptions withPriority(int value) {
    return new RequestOptions(deadline, whom, contentType, value, retries, hedging, headers);
  }

  /** The same with so many retries, 0 to {@link #MAX_RETRIES}. */
  public RequestOptions withRetries(int value) {
    return new RequestOptions(deadline, whom, contentType, priority, value, hedging, headers);
  }

  /** The same with a second node asked when the first is slow. */
  public RequestOptions with(Hedging value) {
    return new RequestOptions(
        deadline, whom, contentType, priority, retries, Optional.of(value), headers);
  }

  /** The same with these headers and no others. */
  public RequestOptions withHeaders(Headers value) {
    return new RequestOptions(deadline, whom, contentType, priority, retries, hedging, value);
  }

  /**
   * The same with one header more.
   *
   * @throws IllegalArgumentException if that is more than {@link Headers} may be
   */
  public RequestOptions withHeader(String name, String value) {
    return withHeaders(headers.with(name, value));
  }

  /**
   * The same for a request that a handler makes to answer one: it ends with that one, if it has not
   * a shorter deadline of its own, goes first where that one does, if it has not a larger priority
   * of its own, and carries its headers on. If nothing is left of the time, nothing is sent. Within
   * a {@linkplain Request#conversation conversation} without a deadline it has only its own.
   *
   * @param request that the handler answers
   * @throws IllegalArgumentException if the headers of both are more than {@link Headers} may be
   */
  public RequestOptions within(Request request) {
    Duration left = request.remaining();
    boolean shorter =
        deadline.isPresent() ? deadline.get().compareTo(left) < 0 : left.compareTo(ENDLESS) >= 0;
    RequestOptions same =
        withHeaders(headers.withAll(request.headers()))
            .withPriority(Math.max(priority, request.priority()));
    return shorter ? same : same.withDeadline(left);
  }

  private static void bounded(String what, int value, int most) {
    if (value < 0 || value > most) {
      throw new IllegalArgumentException(what + " is " + value + " (0 to " + most + ")");
    }
  }
}
