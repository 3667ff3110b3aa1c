package io.weft.node.events;

import io.weft.events.Event;
import io.weft.node.NodeId;
import io.weft.node.payload.Codecs;
import io.weft.node.payload.EncodedPayload;
import io.weft.node.wire.EventFields;
import io.weft.node.wire.EventHead;
import io.weft.node.wire.MessageReader;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An event of another node, decoded when somebody asks for its data. */
final class RemoteEvent extends EncodedPayload implements Event {
  private final String topic;
  private final NodeId publisher;
  private final long sequence;
  private final int bytes;
  private final int delivery;
  private final List<String> groups;
  private final String reason;
  private final @Nullable NodeId relay;

  /**
   * @param relay the neighbour that it came from, if that is not the publisher
   */
  RemoteEvent(
      Codecs codecs, MessageReader reader, String topic, NodeId publisher, @Nullable NodeId relay) {
    super(codecs, reader.contentType(), reader.body());
    EventFields fields = reader.event();
    this.topic = topic;
    this.publisher = publisher;
    this.sequence = fields.sequence();
    this.bytes = reader.bodyLength();
    this.delivery = fields.delivery();
    this.groups = fields.groups();
    this.reason = fields.reason();
    this.relay = relay;
  }

  boolean is(int how) {
    return (delivery & how) != 0;
  }

  /** Of its data. */
  int bytes() {
    return bytes;
  }

  /** Whether it has a place among those before and after it. */
  boolean ordered() {
    return !is(EventHead.APART | EventHead.ALONE | EventHead.REPLAY | EventHead.AGAIN);
  }

  List<String> groups() {
    return groups;
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

  @Override
  public boolean retained() {
    return is(EventHead.REPLAY);
  }

  @Override
  public Optional<NodeId> relayedBy() {
    return Optional.ofNullable(relay);
  }

  @Override
  public Optional<String> reason() {
    return reason.isEmpty() ? Optional.empty() : Optional.of(reason);
  }
}
