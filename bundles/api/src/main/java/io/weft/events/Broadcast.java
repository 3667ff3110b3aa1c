package io.weft.events;

/** Whom an event reaches. */
public enum Broadcast {
  /** Every node with a matching subscription. */
  ALL,
  /** Subscribers of this process only. */
  LOCAL_ONLY
}
