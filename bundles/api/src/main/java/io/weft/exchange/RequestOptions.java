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
 */
public record RequestOptions(
    Optional<Duration> deadline, Optional<NodeId> target, Optional<String> contentType) {

  /** The network's time-out, any node, any codec. */
  public static final RequestOptions DEFAULT =
      new RequestOptions(Optional.empty(), Optional.empty(), Optional.empty());

  /** The same with this deadline. */
  public RequestOptions withDeadline(Duration value) {
    return new RequestOptions(Optional.of(value), target, contentType);
  }

  /** The same for this node only. */
  public RequestOptions withTarget(NodeId value) {
    return new RequestOptions(deadline, Optional.of(value), contentType);
  }

  /** The same with parameters in this content type. */
  public RequestOptions withContentType(String value) {
    return new RequestOptions(deadline, target, Optional.of(value));
  }
}
