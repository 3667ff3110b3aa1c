package io.weft.node.session;

import java.util.concurrent.CompletableFuture;

/** How far the two ends of a link have said goodbye to each other. Safe on every thread. */
final class Goodbye {

  /** Our GOAWAY has gone out. */
  final CompletableFuture<Void> said = new CompletableFuture<>();

  /** The peer's GOAWAY is here. */
  final CompletableFuture<Void> heard = new CompletableFuture<>();

  /** The peer sends no new requests. */
  final CompletableFuture<Void> requestsHalted = new CompletableFuture<>();

  private volatile boolean takesRequests = true;
  private volatile boolean finishing;

  /** One of the two wants no new requests: none are sent. */
  void haltRequests() {
    takesRequests = false;
  }

  boolean takesRequests() {
    return takesRequests;
  }

  /** The last is about to be said: the peer may close the link as soon as it has heard it. */
  void finish() {
    finishing = true;
  }

  /** Whether both have said all that they had to say. */
  boolean isOver() {
    return finishing && heard.isDone();
  }
}
