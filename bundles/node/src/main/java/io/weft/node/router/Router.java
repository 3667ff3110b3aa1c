package io.weft.node.router;

import io.weft.exchange.Encoded;
import io.weft.exchange.Exchange;
import io.weft.exchange.Gathered;
import io.weft.exchange.PayloadException;
import io.weft.exchange.Reply;
import io.weft.exchange.RequestException;
import io.weft.exchange.RequestException.Outcome;
import io.weft.exchange.RequestException.Reason;
import io.weft.exchange.RequestOptions;
import io.weft.exchange.RequestOptions.Whom;
import io.weft.node.NodeId;
import io.weft.node.directory.LocalAction;
import io.weft.node.directory.Pool;
import io.weft.node.directory.RemoteEntry;
import io.weft.node.directory.RemotePath;
import io.weft.node.directory.ServiceDirectory;
import io.weft.node.directory.Versions;
import io.weft.node.payload.Codecs;
import io.weft.node.session.Session.Refusal;
import io.weft.node.wire.ContentType;
import io.weft.node.wire.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds who answers a request. A handler of this process is called as a method, with the objects as
 * they are; otherwise a load balancer chooses one of the nodes that offer the service, and the next
 * one is asked when one has certainly not run the request. Safe on every thread.
 */
public final class Router implements Exchange {

  /** The longest time that a request can say that it waits (24 days); longer ones are cut. */
  private static final Duration LONGEST = Duration.ofMillis(Integer.MAX_VALUE);

  /** Actions of which it is known how long they take; of more, all are learned anew. */
  private static final int MAX_SLOWEST = 1024;

  private final NodeId self;
  private final Supplier<Set<String>> roles;
  private final ServiceDirectory directory;
  private final Codecs codecs;
  private final Executor handlers;
  private final Reach reach;
  private final Chooser chooser;
  private final Later later;
  private final Supplier<Duration> defaultDeadline;
  private final Unanswered unanswered;
  private final Interceptors interceptors;
  private final LocalCalls inProcess;
  private final Map<Route, Slowest> slowest = new ConcurrentHashMap<>();

  /**
   * @param roles what this node calls itself, at the moment
   * @param handlers runs what may block
   * @param reach brings in who is needed and not connected
   * @param chooser decides which of several nodes is asked
   * @param later for second tries of what is slow
   * @param defaultDeadline read for each request without a deadline
   * @param inProcess requests that this node answers itself
   */
  Router(
      NodeId self,
      Supplier<Set<String>> roles,
      ServiceDirectory directory,
      Codecs codecs,
      Executor handlers,
      Reach reach,
      Chooser chooser,
      Later later,
      Supplier<Duration> defaultDeadline,
      Interceptors interceptors,
      LocalCalls inProcess) {
    this.self = self;
    this.roles = roles;
    this.directory = directory;
    this.codecs = codecs;
    this.interceptors = interceptors;
    this.inProcess = inProcess;
    this.handlers = handlers;
    this.reach = reach;
    this.chooser = chooser;
    this.later = later;
    this.defaultDeadline = defaultDeadline;
    this.unanswered = new Unanswered(directory);
  }

  @Override
  public CompletableFuture<Reply> request(
      String path, String action, @Nullable Object params, RequestOptions options) {
    Duration wait = wait(options);
    if (interceptors.none()) {
      return ask(path, action, params, options, wait);
    }
    return interceptors.asking(
        self, path, action, options, wait, (left, rest) -> ask(path, action, params, left, rest));
  }

  @Override
  public CompletableFuture<Gathered> requestAll(
      String path, String action, @Nullable Object params, RequestOptions options) {
    Duration wait = wait(options);
    if (interceptors.none()) {
      return askAll(path, action, params, options, wait);
    }
    return interceptors.asking(
        self,
        path,
        action,
        options,
        wait,
        (left, rest) -> askAll(path, action, params, left, rest));
  }

  private Duration wait(RequestOptions options) {
    Duration wait = options.deadline().orElseGet(defaultDeadline);
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }

  private CompletableFuture<Reply> ask(
      String path, String action, @Nullable Object params, RequestOptions options, Duration wait) {
    RequestException refusal = refusal(path, action, options, wait);
    if (refusal != null) {
      return CompletableFuture.failedFuture(refusal);
    }
    long nowNanos = System.nanoTime();
    long deadlineNanos = nowNanos + wait.toNanos();
    LocalAction local = here(path, action, options.whom());
    return local != null
        ? inProcess.call(local, params, options, deadlineNanos)
        : callElsewhere(path, action, params, options, nowNanos, deadlineNanos);
  }

  private CompletableFuture<Gathered> askAll(
      String path, String action, @Nullable Object params, RequestOptions options, Duration wait) {
    RequestException refusal = refusal(path, action, options, wait);
    if (refusal != null) {
      return CompletableFuture.failedFuture(refusal);
    }
    List<NodeId> nodes = all(path, action, options.whom());
    if (nodes.isEmpty() || nodes.size() > MOST_ASKED) {
      return CompletableFuture.failedFuture(
          nodes.isEmpty()
              ? unanswered.nobody(path, action, options)
              : Unanswered.badOption(
                  path,
                  action,
                  nodes.size() + " nodes offer it (at most " + MOST_ASKED + ": name a role)"));
    }
    Object sent;
    try {
      sent = nodes.equals(List.of(self)) ? params : codecs.encode(params, options.contentType());
    } catch (PayloadException e) {
      return CompletableFuture.failedFuture(notEncodable(e));
    }
    long nowNanos = System.nanoTime();
    long deadlineNanos = nowNanos + wait.toNanos();
    RequestOptions once = options.withRetries(0);
    Gathering gathering = new Gathering(path + " " + action, nodes);
    gathering.begin(
        node -> {
          LocalAction local = node.equals(self) ? here(path, action, options.whom()) : null;
          return local != null
              ? inProcess.call(local, params, once, deadlineNanos)
              : callThere(path, action, sent, once.withTarget(node), nowNanos, deadlineNanos);
        },
        handlers,
        later,
        wait);
    return gathering;
  }

  /** Why nobody is asked; {@code null} if nothing is wrong with the options. */
  private @Nullable RequestException refusal(
      String path, String action, RequestOptions options, Duration wait) {
    if (wait.isZero() || wait.isNegative()) {
      return new RequestException(
          Outcome.NOT_SENT,
          Reason.DEADLINE,
          path + " " + action + " was asked with a deadline of " + wait + ": nothing was sent");
    }
    if (options.whom().equals(Whom.ANYBODY)) {
      return null;
    }
    String wrong = chooser.refusal(options.whom().balancer());
    if (wrong == null && options.whom().versions().isPresent()) {
      wrong = Versions.refusal(options.whom().versions().get());
    }
    return wrong == null ? null : Unanswered.badOption(path, action, wrong);
  }

  /** The action of this process, if this node will do. */
  private @Nullable LocalAction here(String path, String action, Whom whom) {
    if ((whom.target().isPresent() && !whom.target().get().equals(self))
        || (whom.role().isPresent() && !roles.get().contains(whom.role().get()))) {
      return null;
    }
    LocalAction local = directory.routes().get(path, action);
    return local == null || whom.versions().isEmpty()
        ? local
        : local.in(Versions.of(whom.versions().get()));
  }

  /** The nodes that may answer and are connected, this one first. */
  private List<NodeId> all(String path, String action, Whom whom) {
    List<NodeId> nodes = new ArrayList<>();
    if (here(path, action, whom) != null) {
      nodes.add(self);
    }
    RemotePath known = directory.remotePath(path);
    Pool pool = known == null ? null : known.pool(action, whom.versions());
    if (pool != null) {
      pool.entries().stream()
          .filter(entry -> entry.session().connected() && Call.suits(whom, entry))
          .forEach(entry -> nodes.add(entry.node()));
    }
    return nodes;
  }

  // ---- elsewhere

  private CompletableFuture<Reply> callElsewhere(
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
            brought.get(), () -> callThere(path, action, params, options, nowNanos, deadlineNanos));
      }
    }
    return callThere(path, action, params, options, nowNanos, deadlineNanos);
  }

  /** Whether nobody who is connected will do. */
  private static boolean mayReachMore(@Nullable RemotePath known, Whom whom) {
    return known == null
        || ((whom.target().isPresent() || whom.role().isPresent())
            && known.entries().stream().noneMatch(entry -> Call.suits(whom, entry)));
  }

  private CompletableFuture<Reply> callThere(
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
      return CompletableFuture.failedFuture(notEncodable(e));
    }
    known.tempo().tick(known, nowNanos);
    Route route = pool.route();
    ContentType type = ContentType.of(encoded.contentType());
    byte[] bytes = encoded.bytes();
    Call call = new Call(this, route, type, bytes, options, nowNanos, deadlineNanos);
    if (options.hedging().isPresent() && pool.entries().size() > 1 && pool.mayRepeat()) {
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

  private static RequestException notEncodable(PayloadException e) {
    return new RequestException(
        Outcome.NOT_SENT, Reason.NOT_ENCODABLE, String.valueOf(e.getMessage()), e);
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
      Refusal refusal = chosen.session().submit(call, call.deadlineNanos());
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
