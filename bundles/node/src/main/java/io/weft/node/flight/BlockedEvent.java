package io.weft.node.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A publisher waits for a subscription. */
@Name("weft.Blocked")
@Label("Blocked publisher")
@Description("A publisher waits because the queue of a subscription is full, as that one asks for")
@Category("Weft")
@StackTrace
final class BlockedEvent extends FlightEvent {

  @Label("Subscription")
  final String subscription;

  @Label("Topic")
  final String topic;

  @Label("Waited")
  @Description("So far; it is told again when it is twice as long")
  @Timespan(Timespan.NANOSECONDS)
  final long waited;

  BlockedEvent(String subscription, String topic, long waitedNanos) {
    super("", "", "");
    this.subscription = subscription;
    this.topic = topic;
    this.waited = waitedNanos;
  }
}
