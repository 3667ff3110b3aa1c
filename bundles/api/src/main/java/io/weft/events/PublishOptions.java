package io.weft.events;

/**
 * How an event is published.
 *
 * @param broadcast whom it reaches
 * @param retain whether this process keeps it as the topic's last value, for subscriptions that
 *     come later, anywhere; one without data clears it
 * @param acknowledged whether it is kept and delivered again until every subscription has handled
 *     it, or it becomes a dead letter: at least once instead of at most once
 */
public record PublishOptions(Broadcast broadcast, boolean retain, boolean acknowledged) {

  /** To all, at most once, not retained. */
  public static final PublishOptions DEFAULT = new PublishOptions(Broadcast.ALL, false, false);

  /** The same to others. */
  public PublishOptions withBroadcast(Broadcast value) {
    return new PublishOptions(value, retain, acknowledged);
  }

  /** The same, kept as the topic's last value. */
  public PublishOptions withRetain() {
    return new PublishOptions(broadcast, true, acknowledged);
  }

  /** The same, at least once. */
  public PublishOptions withAcknowledge() {
    return new PublishOptions(broadcast, retain, true);
  }
}
