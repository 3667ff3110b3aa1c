package io.weft.node.router;

import io.weft.exchange.Conversation;
import io.weft.exchange.RequestOptions;
import io.weft.node.NodeId;
import io.weft.node.directory.LocalService;
import io.weft.node.payload.Codecs;
import io.weft.node.streams.Talk;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A request of this process to itself that has opened a conversation. */
final class LocalAudience extends LocalRequest {
  private final Talk talk;
  private final boolean bounded;

  LocalAudience(
      Codecs codecs,
      LocalService service,
      String action,
      @Nullable Object params,
      RequestOptions options,
      NodeId self,
      long deadlineNanos,
      Talk talk) {
    super(codecs, service, action, params, options.contentType(), self, deadlineNanos);
    this.talk = talk;
    this.bounded = options.deadline().isPresent();
  }

  @Override
  public Duration remaining() {
    return bounded ? super.remaining() : Audience.FOR_EVER;
  }

  @Override
  public Conversation conversation() {
    return talk;
  }
}
