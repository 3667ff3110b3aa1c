package io.weft.node.router;

import io.weft.exchange.Reply;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request that is made when a node has been brought in; cancelling it reaches the call itself.
 */
final class LaterCall extends CompletableFuture<Reply> {
  private volatile @Nullable CompletableFuture<Reply> call;

  /**
   * @param ready when the call can be made
   * @param makes it
   */
  LaterCall(CompletionStage<Void> ready, Supplier<CompletableFuture<Reply>> makes) {
    ready.whenComplete(
        (here, failure) -> {
          if (failure != null) {
            completeExceptionally(failure);
          } else if (!isDone()) {
            begin(makes);
          }
        });
  }

  private void begin(Supplier<CompletableFuture<Reply>> makes) {
    CompletableFuture<Reply> made;
    try {
      made = makes.get();
    } catch (RuntimeException e) {
      completeExceptionally(e);
      return;
    }
    call = made;
    made.whenComplete(
        (reply, failure) -> {
          if (failure == null) {
            complete(reply);
          } else {
            completeExceptionally(failure);
          }
        });
    if (isCancelled()) {
      made.cancel(false); // in between
    }
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    CompletableFuture<Reply> made = call;
    if (cancelled && made != null) {
      made.cancel(mayInterruptIfRunning);
    }
    return cancelled;
  }
}
