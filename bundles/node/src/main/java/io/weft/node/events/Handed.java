package io.weft.node.events;

import io.weft.events.Event;
import io.weft.node.NodeId;
import java.lang.reflect.Type;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An event as one subscription gets it: with what that one has missed, and has to acknowledge. */
final class Handed implements Event {
  private final Event event;
  private final long missedBefore;
  private final Receipt.@Nullable Part part;

  Handed(Event event, long missedBefore, Receipt.@Nullable Part part) {
    this.event = event;
    this.missedBefore = missedBefore;
    this.part = part;
  }

  Receipt.@Nullable Part part() {
    return part;
  }

  Handed missing(long more) {
    return new Handed(event, missedBefore + more, part);
  }

  @Override
  public String topic() {
    return event.topic();
  }

  @Override
  public NodeId publisher() {
    return event.publisher();
  }

  @Override
  public long sequence() {
    return event.sequence();
  }

  @Override
  public long missedBefore() {
    return missedBefore;
  }

  @Override
  public boolean retained() {
    return event.retained();
  }

  @Override
  public Optional<NodeId> relayedBy() {
    return event.relayedBy();
  }

  @Override
  public Optional<String> reason() {
    return event.reason();
  }

  @Override
  public void acknowledge() {
    if (part != null) {
      part.handled();
    }
  }

  @Override
  public Object as(Type type) {
    return event.as(type);
  }
}
