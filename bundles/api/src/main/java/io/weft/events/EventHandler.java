package io.weft.events;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Receives events: given to {@link Events#subscribe}, or registered as an OSGi service with the
 * properties of {@link SubscribesTo}.
 */
@FunctionalInterface
@ConsumerType
public interface EventHandler {

  /**
   * One event. One thread at a time calls it for each subscription, in order; it may block, which
   * fills the subscription's queue. What it throws is logged and counted, and the next one follows.
   */
  void on(Event event) throws Exception;
}
