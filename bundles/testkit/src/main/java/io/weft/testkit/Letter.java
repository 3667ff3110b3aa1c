package io.weft.testkit;

import io.weft.exchange.Reply;
import io.weft.exchange.Request;
import io.weft.node.NodeId;
import java.lang.reflect.Type;
import java.time.Duration;

/**
 * A request, or the reply to one, whose payload is bytes: what plug-ins that talk with each other
 * get, without a node in between.
 *
 * @param from who has sent it
 * @param bytes not copied
 */
@SuppressWarnings("ArrayRecordComponent")
public record Letter(NodeId from, String path, String action, byte[] bytes)
    implements Request, Reply {

  /** Longer than any test's handler takes. */
  private static final Duration REMAINING = Duration.ofSeconds(5);

  @Override
  public NodeId caller() {
    return from;
  }

  @Override
  public Duration remaining() {
    return REMAINING;
  }

  @Override
  public Object as(Type type) {
    return bytes;
  }
}
