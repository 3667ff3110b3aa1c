package io.weft.events;

import org.osgi.annotation.versioning.ProviderType;

/** Publishes and subscribes. Safe on every thread. */
@ProviderType
public interface Events {

  /**
   * Publishes to local subscribers, by reference, and by the broadcast mode to other nodes, over
   * others where there is no link. Order holds per publisher and topic. Blocks only for
   * subscriptions of this process that ask for it, and while the way to a node is full.
   *
   * @param topic segments separated by slashes, without wildcards, the first without {@code $} at
   *     its beginning
   * @param data a value that a codec takes, {@code byte[]}, an {@link io.weft.exchange.Encoded}, or
   *     {@code null}
   * @throws IllegalArgumentException if the topic is not of its form
   * @throws io.weft.exchange.PayloadException if somebody elsewhere listens, or the event is kept,
   *     and no codec takes it
   * @throws EventException if too many values are retained, or too many events wait to be
   *     acknowledged
   */
  void publish(String topic, Object data, PublishOptions options);

  /** Publishes to these subscribers, at most once. */
  default void publish(String topic, Object data, Broadcast broadcast) {
    publish(topic, data, PublishOptions.DEFAULT.withBroadcast(broadcast));
  }

  /** Publishes to all subscribers in the network, at most once. */
  default void publish(String topic, Object data) {
    publish(topic, data, PublishOptions.DEFAULT);
  }

  /**
   * Subscribes until the result is closed.
   *
   * @param pattern a topic in which {@code *} stands for one segment and {@code **}, as the last,
   *     for any number; at the beginning neither stands for a segment with {@code $} at its
   *     beginning, such as {@code $dead}, where dead letters are
   */
  Subscription subscribe(String pattern, SubscriptionOptions options, EventHandler handler);

  /** Subscribes with the {@linkplain SubscriptionOptions#DEFAULT default options}. */
  default Subscription subscribe(String pattern, EventHandler handler) {
    return subscribe(pattern, SubscriptionOptions.DEFAULT, handler);
  }
}
