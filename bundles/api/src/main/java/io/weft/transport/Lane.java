package io.weft.transport;

/** What a link is for. Control never waits behind bulk. */
public enum Lane {
  /** Hello, heartbeats, advertisements, goodbye. */
  CONTROL,
  /** Requests, responses and events. */
  CALLS,
  /** Files and streams. */
  BULK
}
