package io.weft.node.events;

import io.weft.events.Event;

/**
 * An event on its way to subscriptions of this process.
 *
 * @param mayBlock whether its publisher is of this process, and waits for subscriptions that ask
 *     for it
 * @param gap events of its publisher and topic that were lost before it
 * @param bound subscriptions up to this number were there before the gap, and have missed them
 */
record Delivery(Event event, boolean mayBlock, long gap, long bound) {

  /** Without a gap. */
  static Delivery of(Event event, boolean mayBlock) {
    return new Delivery(event, mayBlock, 0, 0);
  }

  void to(EventQueue queue) {
    queue.offer(event, mayBlock, missed(queue), null);
  }

  void to(Receipt.Part part) {
    part.queue().offer(event, mayBlock, missed(part.queue()), part);
  }

  private long missed(EventQueue queue) {
    return gap > 0 && queue.number() <= bound ? gap : 0;
  }
}
