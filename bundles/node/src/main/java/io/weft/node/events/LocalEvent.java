package io.weft.node.events;

import io.weft.events.Event;
import io.weft.node.NodeId;
import io.weft.node.payload.Codecs;
import io.weft.node.payload.ValuePayload;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An event of this process, by reference. */
final class LocalEvent extends ValuePayload implements Event {
  private final String topic;
  private final NodeId publisher;
  private final long sequence;

  LocalEvent(Codecs codecs, @Nullable Object data, String topic, NodeId publisher, long sequence) {
    super(codecs, data, Optional.empty());
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
