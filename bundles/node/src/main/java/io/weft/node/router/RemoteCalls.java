package io.weft.node.router;

import io.weft.exchange.Delivery;
import io.weft.exchange.Encoded;
import io.weft.exchange.PayloadException;
import io.weft.exchange.Reply;
import io.weft.exchange.RequestException.Outcome;
import io.weft.exchange.RequestException.Reason;
import io.weft.exchange.RequestOptions;
import io.weft.exchange.RequestOptions.Whom;
import io.weft.node.directory.Pool;
import io.weft.node.directory.RemoteEntry;
import io.weft.node.directory.RemotePath;
import io.weft.node.directory.ServiceDirectory;
import io.weft.node.payload.Codecs;
import io.weft.node.session.Session.Refusal;
import io.weft.node.wire.ContentType;
import io.weft.node.wire.Route;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Requests whose handler is in another node: brings in who is needed, sends each to the node that
 * the balancer says, and to the next one when that has certainly not run it. Safe on every thread.
 */
final class RemoteCalls {

  /** Actions of which it is known how long they take; of more, all are learned anew. */
  private static final int MAX_SLOWEST = 1024;

  private final ServiceDirectory directory;
  private final Codecs codecs;
  private final Executor handlers;
  private final Reach reach;
  private final Chooser chooser;
  private final Later later;
  private final Unanswered unanswered;
  private final Map<Route, Slowest> slowest = new ConcurrentHashMap<>();

  /**
   * @param handlers runs what may block
   * @param reach brings in who is needed and not connected
   * @param chooser decides which of several nodes is asked
   * @param later for second tries of what is slow
   */
  RemoteCalls(
      ServiceDirectory directory,
      Codecs codecs,
      Executor handlers,
      Reach reach,
      Chooser chooser,
      Later later) {
    this.directory = directory;
    this.codecs = codecs;
    this.handlers = handlers;
    this.reach = reach;
    this.chooser = chooser;
    this.later = later;
    this.unanswered = new Unanswered(directory);
  }

  /**
   * What a request is for.
   *
   * @param opening a conversation: see {@link Opening}
   * @param taker of the answer's bytes: see {@link Taking}
   */
  record Kind(boolean opening, @Nullable Function<Delivery, ?> taker) {
    static final Kind PLAIN = new Kind(false, null);
    static final Kind OPENING = new Kind(true, null);

    static Kind taking(Function<Delivery, ?> taker) {
      return new Kind(false, taker);
    }
  }

  /** Asks a node that is connected, or can be within the time. */
  CompletableFuture<Reply> call(
      Kind kind,
      String path,
      String action,
      @Nullable Object params,
      RequestOptions options,
      long nowNanos,
      long deadlineNanos) {
    if (mayReachMore(directory.remotePath(path), options.whom())) {
      Duration within = Duration.ofNanos(deadlineNanos - nowNanos);
      Optional<CompletionStage<Void>> brought = reach.bringIn(path, options.whom(), within);
      if (brought.isPresent()) {
        return new LaterCall(
            brought.get(),
            () -> callThere(kind, path, action, params, options, nowNanos, deadlineNanos));
      }
    }
    return callThere(kind, path, action, params, options, nowNanos, deadlineNanos);
  }

  /** Whether nobody will do to whom there is, or was, a link. */
  private static boolean mayReachMore(@Nullable RemotePath known, Whom whom) {
    if (known == null) {
      return true;
    }
    List<RemoteEntry> entries = known.entries();
    for (int i = 0; i < entries.size(); i++) { // makes no garbage: each call comes by
      if (!entries.get(i).isBeyond() && Call.suits(whom, entries.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Asks a node whose services are known. */
  CompletableFuture<Reply> callThere(
      Kind kind,
      String path,
      String action,
      @Nullable Object params,
      RequestOptions options,
      long nowNanos,
      long deadlineNanos) {
    RemotePath known = directory.remotePath(path);
    Pool pool = known == null ? null : known.pool(action, options.whom().versions());
    if (known == null || pool == null) {
      return CompletableFuture.failedFuture(unanswered.nobody(path, action, options));
    }
    Encoded encoded;
    try {
      encoded = codecs.encode(params, options.contentType());
    } catch (PayloadException e) {
      return CompletableFuture.failedFuture(Unanswered.notEncodable(e));
    }
    known.tempo().tick(known, nowNanos);
    Route route = pool.route();
    ContentType type = ContentType.of(encoded.contentType());
    byte[] bytes = encoded.bytes();
    if (kind.opening) { // never hedged: two handlers would begin
      Opening opening = new Opening(this, route, type, bytes, options, nowNanos, deadlineNanos);
      tryNext(opening, known);
      return opening;
    }
    boolean hedged = options.hedging().isPresent() && pool.entries().size() > 1 && pool.mayRepeat();
    Call call =
        kind.taker == null || hedged // of two answers one is for nobody
            ? new Call(this, route, type, bytes, options, nowNanos, deadlineNanos)
            : new Taking(this, route, type, bytes, options, nowNanos, deadlineNanos, kind.taker);
    if (hedged) {
      Hedge hedge =
          new Hedge(
              this,
              call,
              slowest(route),
              () ->
                  new Hedge.Second(
                      call, this, route, type, bytes, options, System.nanoTime(), deadlineNanos));
      hedge.begin(options.hedging().get().after(), later);
      return hedge;
    }
    tryNext(call, known);
    return call;
  }

  private Slowest slowest(Route route) {
    if (slowest.size() >= MAX_SLOWEST) {
      slowest.clear();
    }
    return slowest.computeIfAbsent(route, fresh -> new Slowest());
  }

  /** Sends the call to the next node that may answer it, or fails it. */
  void tryNext(Call call) {
    tryNext(call, directory.remotePath(call.path()));
  }

  private void tryNext(Call call, @Nullable RemotePath path) {
    Pool pool = path == null ? null : path.pool(call.action(), call.options().whom().versions());
    boolean more = true;
    while (path != null && pool != null && more && !call.isDone()) {
      RemoteEntry chosen = chooser.next(call, path, pool);
      if (chosen == null) {
        break;
      }
      call.take(chosen);
      String spared = chooser.spared(chosen);
      if (spared != null) {
        more = call.notTaken(spared);
        continue;
      }
      Refusal refusal = chosen.submit(call, call.deadlineNanos());
      if (refusal == Refusal.NONE) {
        if (call.isCancelled()) {
          call.abandon(); // in between, when nobody could be told
        }
        return;
      }
      chosen.circuit().undecided();
      if (refusal == Refusal.TOO_LARGE) {
        call.failed(
            Outcome.NOT_SENT,
            Reason.TOO_LARGE,
            "the parameters are "
                + call.size()
                + " bytes, more than the limit of "
                + chosen.session().maxFrameBytes()
                + " (max_message_size)");
        return;
      }
      more = call.notTaken(refusal.name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }
    giveUp(call, pool);
  }

  private void giveUp(Call call, @Nullable Pool pool) {
    if (call.isDone()) {
      return; // nobody waits any more
    }
    if (pool != null && (call.options().retries() > 0 || call.tried().isEmpty())) {
      chooser.resting(call, pool).forEach(each -> call.passedOver(each, chooser.resting(each)));
      pool.entries().forEach(call::leaveOut);
    }
    call.fail(
        call.tried().isEmpty()
            ? unanswered.nobody(call.path(), call.action(), call.options())
            : Unanswered.tried(call.path(), call.action(), call.tried(), Optional.empty()));
  }

  /** Whether a call may be made once more; counts it if so. */
  boolean mayRepeat(Call call) {
    return chooser.mayRepeat(directory.remotePath(call.path()));
  }

  Chooser chooser() {
    return chooser;
  }

  Codecs codecs() {
    return codecs;
  }

  Executor handlers() {
    return handlers;
  }
}
