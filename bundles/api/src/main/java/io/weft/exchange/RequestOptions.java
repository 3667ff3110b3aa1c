package io.weft.exchange;

import io.weft.node.NodeId;
import java.time.Duration;
import java.util.Optional;

/**
 * How a request is made.
 *
 * @param deadline how long the caller waits for the answer; travels with the request; empty: the
 *     network's {@code request_timeout_ms}
 * @param target the only node that may answer; empty: any that offers the service
 * @param contentType how to encode parameters; empty: the codec with the highest ranking
 * @param headers what travels with the request beside its parameters
 */
public record RequestOptions(
    Optional<Duration> deadline,
    Optional<NodeId> target,
    Optional<String> contentType,
    Headers headers) {

  /** The network's time-out, any node, any codec, no headers. */
  public static final RequestOptions DEFAULT =
      new RequestOptions(Optional.empty(), Optional.empty(), Optional.empty(), Headers.NONE);

  /** The same with this deadline. */
  public RequestOptions withDeadline(Duration value) {
    return new RequestOptions(Optional.of(value), target, contentType, headers);
  }

  /** The same for this node only. */
  public RequestOptions withTarget(NodeId value) {
    return new RequestOptions(deadline, Optional.of(value), contentType, headers);
  }

  /** The same with parameters in this content type. */
  public RequestOptions withContentType(String value) {
    return new RequestOptions(deadline, target, Optional.of(value), headers);
  }

  /** The same with these headers and no others. */
  public RequestOptions withHeaders(Headers value) {
    return new RequestOptions(deadline, target, contentType, value);
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
   * a shorter deadline of its own, and carries its headers on. If nothing is left of the time,
   * nothing is sent.
   *
   * @param request that the handler answers
   * @throws IllegalArgumentException if the headers of both are more than {@link Headers} may be
   */
  public RequestOptions within(Request request) {
    Duration left = request.remaining();
    boolean shorter = deadline.isPresent() && deadline.get().compareTo(left) < 0;
    return withHeaders(headers.withAll(request.headers()))
        .withDeadline(shorter ? deadline.get() : left);
  }
}
