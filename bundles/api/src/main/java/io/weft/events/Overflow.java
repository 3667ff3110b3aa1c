package io.weft.events;

/** What a subscription does with an event when its queue is full. */
public enum Overflow {
  /** A local publisher waits; events from elsewhere drop the oldest. */
  BLOCK,
  /** The oldest waiting event goes. */
  DROP_OLDEST,
  /** The new event goes. */
  DROP_NEWEST,
  /** The subscription ends. */
  CANCEL
}
