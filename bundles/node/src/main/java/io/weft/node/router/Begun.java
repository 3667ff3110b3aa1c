package io.weft.node.router;

import io.weft.exchange.Conversation;
import io.weft.exchange.Reply;
import java.util.concurrent.CompletableFuture;

/** The answer to a request for a conversation: that it has begun. */
interface Begun extends Reply {

  /** The caller's end. */
  Conversation talk();

  /** The conversation that such a request opens; cancelling this gives it up. */
  static CompletableFuture<Conversation> conversation(CompletableFuture<Reply> asked) {
    CompletableFuture<Conversation> begun = asked.thenApply(reply -> ((Begun) reply).talk());
    begun.whenComplete(
        (talk, failure) -> {
          if (begun.isCancelled() && !asked.cancel(false)) {
            asked.thenAccept(reply -> ((Begun) reply).talk().close());
          }
        });
    return begun;
  }
}
