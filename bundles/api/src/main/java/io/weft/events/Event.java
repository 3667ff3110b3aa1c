package io.weft.events;

import io.weft.exchange.Payload;
import io.weft.node.NodeId;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Something that was published; as a payload it is the data. */
@ProviderType
public interface Event extends Payload {

  /** What it is about. */
  String topic();

  /** Who published it. Said by the node that relayed it, if one did. */
  NodeId publisher();

  /**
   * Grows by one with each event of this publisher and topic that goes to all, from 1 at the
   * publisher's start; events of other broadcast modes are counted apart.
   */
  long sequence();

  /**
   * How many events this subscription has missed just before this one: of its publisher and topic,
   * lost on the way, and of any topic, dropped because the subscription's queue was full.
   */
  default long missedBefore() {
    return 0;
  }

  /** Whether it is a topic's last value, published before the subscription was there. */
  default boolean retained() {
    return false;
  }

  /** The neighbour that relayed it, if the publisher has no link to this node. */
  default Optional<NodeId> relayedBy() {
    return Optional.empty();
  }

  /** Why it could not be delivered, if it is a dead letter. */
  default Optional<String> reason() {
    return Optional.empty();
  }

  /**
   * Says that it is handled, for subscriptions with {@link SubscriptionOptions#withAcknowledge};
   * for others it does nothing. On any thread, also after the handler has returned.
   */
  default void acknowledge() {}
}
