package io.weft.node.router;

import io.weft.exchange.Reply;
import io.weft.exchange.RequestException;
import io.weft.exchange.RequestException.Outcome;
import io.weft.exchange.RequestException.Try;
import io.weft.exchange.RequestOptions;
import io.weft.node.directory.RemoteEntry;
import io.weft.node.wire.ContentType;
import io.weft.node.wire.Route;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request that is made of a second node when the first one is slow. The first answer counts, an
 * error of the application is one, and the other node is told to stop. The second node is chosen as
 * the first: one without a link only if no other has one. Safe on every thread.
 */
final class Hedge extends CompletableFuture<Reply> {

  private final RemoteCalls calls;
  private final Call first;
  private final Slowest slowest;
  private final Supplier<Call> another;
  private final long beginNanos = System.nanoTime();
  private @Nullable Call second;
  private @Nullable Runnable callOff;
  private @Nullable Throwable failure;
  private int running = 1;

  /**
   * @param first the request, not made yet
   * @param slowest how long such requests took of late
   * @param another makes the same request again, for other nodes than the first one's
   */
  Hedge(RemoteCalls calls, Call first, Slowest slowest, Supplier<Call> another) {
    this.calls = calls;
    this.first = first;
    this.slowest = slowest;
    this.another = another;
  }

  /** Asks the first node. */
  void begin(Optional<Duration> after, Later later) {
    first.whenComplete(this::ended);
    calls.tryNext(first);
    Optional<Duration> pause = after.or(slowest::slow);
    if (pause.isEmpty() || isDone()) {
      return;
    }
    Runnable off = later.after(pause.get(), this::askAnother);
    synchronized (this) {
      callOff = off;
    }
    if (isDone()) { // perhaps nobody saw how to call it off
      off.run();
    }
  }

  private void askAnother() {
    RemoteEntry asked = first.asked();
    if (isDone() || asked == null || !asked.mayRepeat(first.action()) || !calls.mayRepeat(first)) {
      return;
    }
    Call again = another.get();
    synchronized (this) {
      if (isDone() || running == 0) {
        return;
      }
      second = again;
      running++;
    }
    again.whenComplete(this::ended);
    calls.tryNext(again);
    if (isDone()) { // it ended while this one was being made
      again.cancel(false);
    }
  }

  private void ended(@Nullable Reply reply, @Nullable Throwable thrown) {
    if (isDone()) {
      return; // the other one has answered
    }
    if (thrown == null || !(cause(thrown) instanceof RequestException failed)) {
      slowest.took(System.nanoTime() - beginNanos);
      settle(reply, thrown);
      return;
    }
    Throwable worst;
    synchronized (this) {
      failure = worse(failure, failed);
      running--;
      if (running > 0) {
        return;
      }
      worst = failure;
    }
    settle(null, worst);
  }

  private void settle(@Nullable Reply reply, @Nullable Throwable thrown) {
    boolean now = thrown == null ? complete(reply) : completeExceptionally(cause(thrown));
    if (now) {
      stop();
    }
  }

  /** What is known of both handlers. */
  private static Throwable worse(@Nullable Throwable before, RequestException failed) {
    return before instanceof RequestException known && known.outcome() == Outcome.UNKNOWN
        ? known
        : failed;
  }

  private static Throwable cause(Throwable thrown) {
    return thrown instanceof CompletionException wrapped && wrapped.getCause() != null
        ? wrapped.getCause()
        : thrown;
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    if (cancelled) {
      stop();
    }
    return cancelled;
  }

  private void stop() {
    Runnable off;
    Call other;
    synchronized (this) {
      off = callOff;
      other = second;
    }
    if (off != null) {
      off.run();
    }
    first.cancel(false);
    if (other != null) {
      other.cancel(false);
    }
  }

  /** The same request for other nodes than those that a first one was made of. */
  static final class Second extends Call {
    private final Call rival;

    Second(
        Call rival,
        RemoteCalls calls,
        Route route,
        ContentType contentType,
        byte[] params,
        RequestOptions options,
        long nowNanos,
        long deadlineNanos) {
      super(calls, route, contentType, params, options, nowNanos, deadlineNanos);
      this.rival = rival;
    }

    @Override
    boolean mayAsk(RemoteEntry next) {
      RemoteEntry asked = rival.asked();
      return super.mayAsk(next)
          && next.mayRepeat(action())
          && (asked == null || !asked.node().equals(next.node()))
          && rival.tried().stream().map(Try::node).noneMatch(next.node()::equals);
    }
  }
}
