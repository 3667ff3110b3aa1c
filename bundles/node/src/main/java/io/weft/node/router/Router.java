package io.weft.node.router;

import io.weft.exchange.Encoded;
import io.weft.exchange.Exchange;
import io.weft.exchange.PayloadException;
import io.weft.exchange.Reply;
import io.weft.exchange.RequestException;
import io.weft.exchange.RequestException.Outcome;
import io.weft.exchange.RequestException.Reason;
import io.weft.exchange.RequestOptions;
import io.weft.node.NodeId;
import io.weft.node.directory.LocalAction;
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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds who answers a request. A handler of this process is called as a method, with the objects as
 * they are; otherwise the nodes that offer the service take turns, and the next one is asked when
 * one has certainly not run the request. Safe on every thread.
 */
public final class Router implements Exchange {

  /** Of a deadline: more cannot be told to another node (2^31 ms). */
  private static final Duration LONGEST_WAIT = Duration.ofMillis(Integer.MAX_VALUE);

  private final NodeId self;
  private final ServiceDirectory directory;
  private final Codecs codecs;
  private final Executor handlers;
  private final Reach reach;
  private final Supplier<Duration> defaultDeadline;
  private final Interceptors interceptors;
  private final LocalCalls here;

  /**
   * @param defaultDeadline read for each request without a deadline
   * @param handlers runs what may block
   * @param reach brings in who is needed and not connected
   */
  Router(
      NodeId self,
      ServiceDirectory directory,
      Codecs codecs,
      Executor handlers,
      Reach reach,
      Supplier<Duration> defaultDeadline,
      Interceptors interceptors,
      LocalCalls here) {
    this.self = self;
    this.directory = directory;
    this.codecs = codecs;
    this.interceptors = interceptors;
    this.here = here;
    this.handlers = handlers;
    this.reach = reach;
    this.defaultDeadline = defaultDeadline;
  }

  @Override
  public CompletableFuture<Reply> request(
      String path, String action, @Nullable Object params, RequestOptions options) {
    Duration asked = options.deadline().orElseGet(defaultDeadline);
    Duration wait = asked.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : asked;
    if (interceptors.none()) {
      return ask(path, action, params, options, wait);
    }
    return interceptors.asking(
        self, path, action, options, wait, (left, rest) -> ask(path, action, params, left, rest));
  }

  private CompletableFuture<Reply> ask(
      String path, String action, @Nullable Object params, RequestOptions options, Duration wait) {
    if (wait.isZero() || wait.isNegative()) {
      return CompletableFuture.failedFuture(
          new RequestException(
              Outcome.NOT_SENT,
              Reason.DEADLINE,
              path
                  + " "
                  + action
                  + " was asked with a deadline of "
                  + wait
                  + ": nothing was sent"));
    }
    long nowNanos = System.nanoTime();
    long deadlineNanos = nowNanos + wait.toNanos();
    if (options.target().isEmpty() || options.target().get().equals(self)) {
      LocalAction local = directory.routes().get(path, action);
      if (local != null) {
        return here.call(local, params, options, deadlineNanos);
      }
    }
    return callElsewhere(path, action, params, options, nowNanos, deadlineNanos);
  }

  // ---- elsewhere

  private CompletableFuture<Reply> callElsewhere(
      String path,
      String action,
      @Nullable Object params,
      RequestOptions options,
      long nowNanos,
      long deadlineNanos) {
    RemotePath known = directory.remotePath(path);
    if (mayReachMore(known, options)) {
      Duration within = Duration.ofNanos(deadlineNanos - nowNanos);
      Optional<CompletionStage<Void>> brought = reach.bringIn(path, options.target(), within);
      if (brought.isPresent()) {
        return new LaterCall(
            brought.get(), () -> callThere(path, action, params, options, nowNanos, deadlineNanos));
      }
    }
    return callThere(path, action, params, options, nowNanos, deadlineNanos);
  }

  /** Whether nobody who is connected will do. */
  private static boolean mayReachMore(@Nullable RemotePath known, RequestOptions options) {
    return known == null
        || (options.target().isPresent()
            ? known.entries().stream()
                .noneMatch(
                    entry -> entry.node().equals(options.target().get()) && !entry.isBeyond())
            : known.entries().stream().allMatch(RemoteEntry::isBeyond));
  }

  private CompletableFuture<Reply> callThere(
      String path,
      String action,
      @Nullable Object params,
      RequestOptions options,
      long nowNanos,
      long deadlineNanos) {
    RemotePath known = directory.remotePath(path);
    Route route = known == null ? null : known.route(path, action);
    if (route == null) {
      return CompletableFuture.failedFuture(nobody(path, action, options, List.of()));
    }
    Encoded encoded;
    try {
      encoded = codecs.encode(params, options.contentType());
    } catch (PayloadException e) {
      return CompletableFuture.failedFuture(
          new RequestException(
              Outcome.NOT_SENT, Reason.NOT_ENCODABLE, String.valueOf(e.getMessage()), e));
    }
    ContentType contentType = ContentType.of(encoded.contentType());
    Call call =
        new Call(this, route, contentType, encoded.bytes(), options, nowNanos, deadlineNanos);
    tryNext(call, known);
    return call;
  }

  /** Sends the call to the next node that may answer it, or fails it. */
  void tryNext(Call call) {
    tryNext(call, directory.remotePath(call.path()));
  }

  private void tryNext(Call call, @Nullable RemotePath path) {
    RemoteEntry chosen = path == null ? null : choose(path, call);
    while (path != null && chosen != null) {
      call.take(chosen);
      Refusal refusal = chosen.submit(call, call.deadlineNanos());
      if (refusal == Refusal.NONE) {
        return;
      }
      if (refusal == Refusal.TOO_LARGE) {
        call.fail(
            Outcome.NOT_SENT,
            Reason.TOO_LARGE,
            "the parameters are "
                + call.size()
                + " bytes, more than the limit of "
                + chosen.session().maxFrameBytes()
                + " (max_message_size)");
        return;
      }
      call.notTaken(refusal.name().toLowerCase(Locale.ROOT).replace('_', ' '));
      chosen = choose(path, call);
    }
    call.fail(nobody(call.path(), call.action(), call.options(), call.tried()));
  }

  /**
   * The next in turn that is connected; else one that another node relays to; else one that is
   * known and may come back in time.
   */
  private static @Nullable RemoteEntry choose(RemotePath path, Call call) {
    List<RemoteEntry> entries = path.entries();
    int turn = path.nextTurn();
    RemoteEntry away = null;
    RemoteEntry beyond = null;
    for (int i = 0; i < entries.size(); i++) {
      RemoteEntry entry = entries.get((turn + i) % entries.size());
      if (!entry.offers(call.action()) || !call.mayAsk(entry.node())) {
        continue;
      }
      if (entry.session().connected() && !entry.isBeyond()) {
        return entry;
      }
      if (entry.session().connected()) {
        beyond = beyond == null ? entry : beyond;
      } else {
        away = away == null ? entry : away;
      }
    }
    return beyond == null ? away : beyond;
  }

  private RequestException nobody(
      String path, String action, RequestOptions options, List<Call.Try> tried) {
    if (!tried.isEmpty()) {
      Call.Try last = tried.get(tried.size() - 1);
      return new RequestException(
          Outcome.NOT_SENT,
          last.reason(),
          path + " " + action + " was not carried out: " + Call.describe(tried));
    }
    List<NodeId> asked =
        directory.remote().stream().map(service -> service.node()).distinct().toList();
    RemotePath known = directory.remotePath(path);
    boolean here = directory.offers(path);
    String where = options.target().map(node -> "node " + node.shortText()).orElse("any node");
    if (options.target().isPresent()
        && directory.remote(options.target().get()).stream()
            .noneMatch(service -> service.description().path().equals(path))) {
      return new RequestException(
          Outcome.NOT_SENT,
          Reason.NO_SERVICE,
          "node " + options.target().get().shortText() + " offers no service \"" + path + "\" now");
    }
    if (known != null || here) {
      boolean declared =
          known != null && known.entries().stream().anyMatch(entry -> entry.offers(action));
      if (!declared) {
        return new RequestException(
            Outcome.NOT_SENT,
            Reason.NO_ACTION,
            "service "
                + path
                + " has no action \""
                + action
                + "\" on "
                + where
                + Actions.known(directory, path));
      }
    }
    StringBuilder text = new StringBuilder();
    text.append("no service \"").append(path).append("\" on ").append(where);
    text.append(": looked at this node and ").append(asked.size()).append(" others with services");
    if (!asked.isEmpty()) {
      text.append(" (");
      text.append(String.join(", ", asked.stream().limit(8).map(NodeId::shortText).toList()));
      text.append(asked.size() > 8 ? ", …)" : ")");
    }
    return new RequestException(Outcome.NOT_SENT, Reason.NO_SERVICE, text.toString());
  }

  Codecs codecs() {
    return codecs;
  }

  Executor handlers() {
    return handlers;
  }
}
