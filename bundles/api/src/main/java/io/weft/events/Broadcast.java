package io.weft.events;

/** Whom an event reaches. */
public enum Broadcast {
  /** Every node with a matching subscription. */
  ALL,
  /**
   * One node for each service path: of the nodes that offer a service whose bundle listens to the
   * topic, they take turns. Subscriptions of nodes without such a service get nothing.
   */
  ONE_PER_SERVICE,
  /** Subscribers of this process only. */
  LOCAL_ONLY
}
