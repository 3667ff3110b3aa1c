package io.weft.events;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * How a subscription is served.
 *
 * @param queue events that may wait, 1 to 1,000,000
 * @param overflow what to do with more
 * @param group the queue group that it is a member of: of each event one member in the whole
 *     network gets it; empty: it gets every event
 * @param acknowledge whether its handler calls {@link Event#acknowledge}: an event is delivered
 *     again until it does, and becomes a dead letter if it never does
 */
public record SubscriptionOptions(
    int queue, Overflow overflow, Optional<String> group, boolean acknowledge) {

  /** 1,024 waiting events, then the oldest goes. */
  public static final SubscriptionOptions DEFAULT =
      new SubscriptionOptions(1024, Overflow.DROP_OLDEST);

  /** The longest queue. */
  public static final int MAX_QUEUE = 1_000_000;

  /** The longest name of a group, in bytes of UTF-8. */
  public static final int MAX_GROUP_BYTES = 100;

  public SubscriptionOptions {
    if (queue < 1 || queue > MAX_QUEUE) {
      throw new IllegalArgumentException("queue of " + queue + " events (1 to " + MAX_QUEUE + ")");
    }
    group.ifPresent(SubscriptionOptions::checkGroup);
  }

  /** Every event, without acknowledging. */
  public SubscriptionOptions(int queue, Overflow overflow) {
    this(queue, overflow, Optional.empty(), false);
  }

  /** The same with another queue. */
  public SubscriptionOptions withQueue(int events, Overflow whenFull) {
    return new SubscriptionOptions(events, whenFull, group, acknowledge);
  }

  /** The same as a member of this queue group. */
  public SubscriptionOptions withGroup(String name) {
    return new SubscriptionOptions(queue, overflow, Optional.of(name), acknowledge);
  }

  /** The same with a handler that acknowledges. */
  public SubscriptionOptions withAcknowledge() {
    return new SubscriptionOptions(queue, overflow, group, true);
  }

  private static void checkGroup(String name) {
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (name.isBlank() || bytes > MAX_GROUP_BYTES) {
      throw new IllegalArgumentException(
          "group \"" + name + "\" of " + bytes + " bytes (1 to " + MAX_GROUP_BYTES + ")");
    }
  }
}
