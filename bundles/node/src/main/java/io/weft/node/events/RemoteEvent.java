package io.weft.node.events;

import io.weft.events.Event;
import io.weft.node.NodeId;
import io.weft.node.payload.Codecs;
import io.weft.node.payload.EncodedPayload;
import io.weft.node.wire.ContentType;

/** An event of another node, decoded when somebody asks for its data. */
final class RemoteEvent extends EncodedPayload implements Event {
  private final String topic;
  private final NodeId publisher;
  private final long sequence;

  RemoteEvent(
      Codecs codecs,
      ContentType contentType,
      byte[] data,
      String topic,
      NodeId publisher,
      long sequence) {
    super(codecs, contentType, data);
    this.topic = topic;
    this.publisher = publisher;
    this.sequence = sequence;
  }

  @Override
  public String topic() {
    return topic;
  }

  @Override
  public NodeId publisher() {
    return publisher;
  }

  @Override
  public long sequence() {
    return sequence;
  }
}
