package io.weft.events;

/**
 * How a subscription is served.
 *
 * @param queue events that may wait, 1 to 1,000,000
 * @param overflow what to do with more
 */
public record SubscriptionOptions(int queue, Overflow overflow) {

  /** 1,024 waiting events, then the oldest goes. */
  public static final SubscriptionOptions DEFAULT =
      new SubscriptionOptions(1024, Overflow.DROP_OLDEST);

  /** The longest queue. */
  public static final int MAX_QUEUE = 1_000_000;

  public SubscriptionOptions {
    if (queue < 1 || queue > MAX_QUEUE) {
      throw new IllegalArgumentException("queue of " + queue + " events (1 to " + MAX_QUEUE + ")");
    }
  }
}
