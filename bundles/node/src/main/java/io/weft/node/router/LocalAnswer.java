package io.weft.node.router;

import io.weft.exchange.Reply;
import java.util.concurrent.CompletableFuture;

/** What the caller of a handler of this process waits for; cancelling it tells the handler. */
final class LocalAnswer extends CompletableFuture<Reply> {
  private final LocalRequest request;

  LocalAnswer(LocalRequest request) {
    this.request = request;
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    if (cancelled) {
      request.cancel();
    }
    return cancelled;
  }
}
