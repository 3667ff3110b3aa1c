package io.weft.node.router;

import io.weft.exchange.Request;
import io.weft.node.NodeId;
import io.weft.node.directory.LocalService;
import io.weft.node.payload.Codecs;
import io.weft.node.payload.ValuePayload;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request of this process to itself. */
class LocalRequest extends ValuePayload implements Request {
  private final LocalService service;
  private final String action;
  private final NodeId self;
  private final long deadlineNanos;

  LocalRequest(
      Codecs codecs,
      LocalService service,
      String action,
      @Nullable Object params,
      Optional<String> contentType,
      NodeId self,
      long deadlineNanos) {
    super(codecs, params, contentType);
    this.service = service;
    this.action = action;
    this.self = self;
    this.deadlineNanos = deadlineNanos;
  }

  @Override
  public String path() {
    return service.description().path();
  }

  @Override
  public String action() {
    return action;
  }

  @Override
  public NodeId caller() {
    return self;
  }

  @Override
  public Duration remaining() {
    return Duration.ofNanos(deadlineNanos - System.nanoTime());
  }
}
