package io.weft.node.router;

import io.weft.exchange.Reply;
import io.weft.exchange.RequestOptions;
import io.weft.node.wire.ContentType;
import io.weft.node.wire.MessageReader;
import io.weft.node.wire.Route;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A request whose answer is taken from the frame that it came in, by whoever asked. */
final class Taking extends Call {
  private final Function<ByteBuffer, ?> taker;
  private @Nullable Object taken;

  Taking(
      RemoteCalls calls,
      Route route,
      ContentType contentType,
      byte[] params,
      RequestOptions options,
      long nowNanos,
      long deadlineNanos,
      Function<ByteBuffer, ?> taker) {
    super(calls, route, contentType, params, options, nowNanos, deadlineNanos);
    this.taker = taker;
  }

  /**
   * What a taker makes of an answer; cancelling it reaches the request. An answer that came from
   * elsewhere is in its bytes by now: that of a handler of this process, or of a hedged request.
   */
  @SuppressWarnings({"unchecked", "NullAway"}) // it is what this very taker has made, maybe null
  static <T> CompletableFuture<T> taken(
      CompletableFuture<Reply> asked, Function<ByteBuffer, T> taker) {
    CompletableFuture<T> made =
        asked.thenApply(
            reply ->
                reply instanceof Taking taking
                    ? (T) taking.taken
                    : taker.apply(reply.as(ByteBuffer.class)));
    made.whenComplete(
        (value, failure) -> {
          if (made.isCancelled()) {
            asked.cancel(false);
          }
        });
    return made;
  }

  @Override
  void receive(MessageReader reader, ByteBuffer view) {
    taken = taker.apply(view.slice(reader.bodyOffset(), reader.bodyLength()));
  }
}
