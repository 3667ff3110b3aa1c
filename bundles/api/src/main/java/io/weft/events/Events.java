package io.weft.events;

import org.osgi.annotation.versioning.ProviderType;

/** Publishes and subscribes. Safe on every thread. */
@ProviderType
public interface Events {

  /**
   * Publishes to local subscribers, by reference, and by the broadcast mode to other nodes. Order
   * holds per publisher and topic. Blocks only for subscriptions that ask for it.
   *
   * @param topic segments separated by slashes, without wildcards
   * @param data a value that a codec takes, {@code byte[]}, an {@link io.weft.exchange.Encoded}, or
   *     {@code null}
   * @throws IllegalArgumentException if the topic is not of its form
   * @throws io.weft.exchange.PayloadException if somebody elsewhere listens and no codec takes it
   */
  void publish(String topic, Object data, Broadcast broadcast);

  /** Publishes to all subscribers in the network. */
  default void publish(String topic, Object data) {
    publish(topic, data, Broadcast.ALL);
  }

  /**
   * Subscribes until the result is closed.
   *
   * @param pattern a topic in which {@code *} stands for one segment and {@code **}, as the last,
   *     for any number
   */
  Subscription subscribe(String pattern, SubscriptionOptions options, EventHandler handler);

  /** Subscribes with the {@linkplain SubscriptionOptions#DEFAULT default options}. */
  default Subscription subscribe(String pattern, EventHandler handler) {
    return subscribe(pattern, SubscriptionOptions.DEFAULT, handler);
  }
}
