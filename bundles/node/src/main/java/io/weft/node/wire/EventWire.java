package io.weft.node.wire;

/** Limits of events. {@link EventHead} writes them. */
public final class EventWire {

  /** The longest topic, in bytes of UTF-8. */
  public static final int MAX_TOPIC_BYTES = 500;

  private EventWire() {}
}
