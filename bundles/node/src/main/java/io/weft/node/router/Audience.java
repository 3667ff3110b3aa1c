package io.weft.node.router;

import io.weft.exchange.Conversation;
import io.weft.exchange.Request;
import io.weft.node.NodeId;
import io.weft.node.directory.LocalAction;
import io.weft.node.payload.Codecs;
import io.weft.node.payload.EncodedPayload;
import io.weft.node.streams.Talk;
import io.weft.node.wire.ContentType;
import java.time.Duration;

/** The request of another node that has opened a conversation, as its handler sees it. */
final class Audience extends EncodedPayload implements Request {

  /** Some 292 years: nobody is in a hurry. */
  static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

  private final LocalAction found;
  private final Talk talk;
  private final long overNanos;

  /**
   * @param overNanos when the conversation must be over; 0 if that is open
   */
  Audience(
      Codecs codecs,
      LocalAction found,
      Talk talk,
      ContentType contentType,
      byte[] params,
      long overNanos) {
    super(codecs, contentType, params);
    this.found = found;
    this.talk = talk;
    this.overNanos = overNanos;
  }

  @Override
  public String path() {
    return found.service().description().path();
  }

  @Override
  public String action() {
    return found.action();
  }

  @Override
  public NodeId caller() {
    return talk.peer();
  }

  @Override
  public Duration remaining() {
    return overNanos == 0 ? FOR_EVER : Duration.ofNanos(overNanos - System.nanoTime());
  }

  @Override
  public Conversation conversation() {
    return talk;
  }
}
