package io.weft.node.router;

import io.weft.exchange.Delivery;
import io.weft.exchange.Lent;
import io.weft.exchange.Reply;
import io.weft.exchange.RequestOptions;
import io.weft.node.wire.ContentType;
import io.weft.node.wire.MessageReader;
import io.weft.node.wire.Route;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A request whose answer is taken from the frame that it came in, by whoever asked. */
final class Taking extends Call {
  private final Function<Delivery, ?> taker;
  private @Nullable Object taken;
  private volatile Runnable giveBack = Taking::nothing;

  Taking(
      RemoteCalls calls,
      Route route,
      ContentType contentType,
      byte[] params,
      RequestOptions options,
      long nowNanos,
      long deadlineNanos,
      Function<Delivery, ?> taker) {
    super(calls, route, contentType, params, options, nowNanos, deadlineNanos);
    this.taker = taker;
  }

  /**
   * What a taker makes of an answer; cancelling it reaches the request. An answer that came from
   * elsewhere is in its bytes by now: that of a handler of this process, or of a hedged request.
   */
  @SuppressWarnings({"unchecked", "NullAway"}) // it is what this very taker has made, maybe null
  static <T> CompletableFuture<T> taken(
      CompletableFuture<Reply> asked, Function<Delivery, T> taker) {
    CompletableFuture<T> made =
        asked.thenApply(
            reply ->
                reply instanceof Taking taking
                    ? (T) taking.taken
                    : taker.apply(Delivery.of(reply.as(ByteBuffer.class))));
    made.whenComplete(
        (value, failure) -> {
          if (made.isCancelled() && !asked.cancel(false)) {
            unwanted(asked);
          }
        });
    return made;
  }

  /** It was answered just before it was cancelled: what was made of it reaches nobody. */
  private static void unwanted(CompletableFuture<Reply> asked) {
    if (!asked.isCompletedExceptionally() && asked.join() instanceof Taking taking) {
      taking.unwanted();
    }
  }

  @Override
  void receive(MessageReader reader, ByteBuffer view) {
    Shown shown = new Shown(view.slice(reader.bodyOffset(), reader.bodyLength()), reader);
    try {
      taken = taker.apply(shown);
    } catch (RuntimeException e) {
      unwanted();
      throw e;
    }
  }

  @Override
  void unwanted() {
    giveBack.run();
  }

  private static void nothing() {}

  private final class Shown implements Delivery {
    private final ByteBuffer bytes;
    private final MessageReader reader;

    Shown(ByteBuffer bytes, MessageReader reader) {
      this.bytes = bytes;
      this.reader = reader;
    }

    @Override
    public ByteBuffer bytes() {
      return bytes;
    }

    @Override
    public Lent keep() {
      Runnable hold = reader.hold().orElse(null);
      if (hold == null) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return Delivery.of(ByteBuffer.wrap(copy)).keep();
      }
      AtomicReference<Runnable> once = new AtomicReference<>(hold);
      giveBack = () -> once.getAndSet(Taking::nothing).run();
      return new Lent(bytes, giveBack);
    }
  }
}
