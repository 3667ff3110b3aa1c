package io.weft.node.events;

import io.weft.events.Event;
import io.weft.exchange.Encoded;
import io.weft.node.NodeId;
import io.weft.node.payload.Codecs;
import io.weft.node.payload.ValuePayload;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An event of this process, by reference. */
final class LocalEvent extends ValuePayload implements Event {
  private final Codecs codecs;
  private final @Nullable Object data;
  private final String topic;
  private final NodeId publisher;
  private final long sequence;
  private final String reason;
  private final boolean retained;

  LocalEvent(
      Codecs codecs,
      @Nullable Object data,
      String topic,
      NodeId publisher,
      long sequence,
      String reason,
      boolean retained) {
    super(codecs, data, Optional.empty());
    this.codecs = codecs;
    this.data = data;
    this.topic = topic;
    this.publisher = publisher;
    this.sequence = sequence;
    this.reason = reason;
    this.retained = retained;
  }

  /** The same for who came late. */
  LocalEvent asRetained() {
    return new LocalEvent(codecs, data, topic, publisher, sequence, reason, true);
  }

  /** The same with its data as bytes. */
  LocalEvent with(Encoded bytes) {
    return new LocalEvent(codecs, bytes, topic, publisher, sequence, reason, retained);
  }

  @Nullable Object value() {
    return data;
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
    return retained;
  }

  @Override
  public Optional<String> reason() {
    return reason.isEmpty() ? Optional.empty() : Optional.of(reason);
  }
}
