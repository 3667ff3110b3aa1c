package io.weft.node.router;

import io.weft.exchange.Conversation;
import io.weft.exchange.Delivery;
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
import io.weft.node.directory.RemotePath;
import io.weft.node.directory.ServiceDirectory;
import io.weft.node.directory.Versions;
import io.weft.node.payload.Codecs;
import io.weft.node.router.RemoteCalls.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
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

  private final NodeId self;
  private final Supplier<Set<String>> roles;
  private final ServiceDirectory directory;
  private final Codecs codecs;
  private final Executor handlers;
  private final Chooser chooser;
  private final Later later;
  private final Supplier<Duration> defaultDeadline;
  private final Unanswered unanswered;
  private final Interceptors interceptors;
  private final LocalCalls inProcess;
  private final Stage stage;
  private final RemoteCalls elsewhere;

  /**
   * @param roles what this node calls itself, at the moment
   * @param handlers runs what may block
   * @param chooser knows the load balancers
   * @param later ends what has lasted too long
   * @param defaultDeadline read for each request without a deadline
   * @param inProcess requests that this node answers itself
   * @param stage conversations whose handler is here
   * @param elsewhere all others
   */
  Router(
      NodeId self,
      Supplier<Set<String>> roles,
      ServiceDirectory directory,
      Codecs codecs,
      Executor handlers,
      Chooser chooser,
      Later later,
      Supplier<Duration> defaultDeadline,
      Interceptors interceptors,
      LocalCalls inProcess,
      Stage stage,
      RemoteCalls elsewhere) {
    this.self = self;
    this.roles = roles;
    this.directory = directory;
    this.codecs = codecs;
    this.interceptors = interceptors;
    this.inProcess = inProcess;
    this.stage = stage;
    this.elsewhere = elsewhere;
    this.handlers = handlers;
    this.chooser = chooser;
    this.later = later;
    this.defaultDeadline = defaultDeadline;
    this.unanswered = new Unanswered(directory);
  }

  @Override
  public CompletableFuture<Reply> request(
      String path, String action, @Nullable Object params, RequestOptions options) {
    return asked(Kind.PLAIN, path, action, params, options);
  }

  @Override
  public <T> CompletableFuture<T> request(
      String path,
      String action,
      @Nullable Object params,
      RequestOptions options,
      Function<Delivery, T> taker) {
    return Taking.taken(asked(Kind.taking(taker), path, action, params, options), taker);
  }

  @Override
  public CompletableFuture<Conversation> open(
      String path, String action, @Nullable Object params, RequestOptions options) {
    return Begun.conversation(asked(Kind.OPENING, path, action, params, options));
  }

  private CompletableFuture<Reply> asked(
      Kind kind, String path, String action, @Nullable Object params, RequestOptions options) {
    Duration wait = wait(options);
    if (interceptors.none()) {
      return ask(kind, path, action, params, options, wait);
    }
    return interceptors.asking(
        self,
        path,
        action,
        options,
        wait,
        (left, rest) -> ask(kind, path, action, params, left, rest));
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
      Kind kind,
      String path,
      String action,
      @Nullable Object params,
      RequestOptions options,
      Duration wait) {
    RequestException refusal = refusal(path, action, options, wait);
    if (refusal != null) {
      return CompletableFuture.failedFuture(refusal);
    }
    long nowNanos = System.nanoTime();
    long deadlineNanos = nowNanos + wait.toNanos();
    LocalAction local = here(path, action, options.whom());
    if (local == null) {
      return elsewhere.call(kind, path, action, params, options, nowNanos, deadlineNanos);
    }
    return kind.opening()
        ? stage.open(local, params, options)
        : inProcess.call(local, params, options, deadlineNanos);
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
      return CompletableFuture.failedFuture(Unanswered.notEncodable(e));
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
              : elsewhere.callThere(
                  Kind.PLAIN, path, action, sent, once.withTarget(node), nowNanos, deadlineNanos);
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

  /**
   * The nodes that may answer and have a link, this one first; those that another node relays to
   * only if there is no such node.
   */
  private List<NodeId> all(String path, String action, Whom whom) {
    List<NodeId> nodes = new ArrayList<>();
    if (here(path, action, whom) != null) {
      nodes.add(self);
    }
    RemotePath known = directory.remotePath(path);
    Pool pool = known == null ? null : known.pool(action, whom.versions());
    if (pool != null) {
      List<NodeId> beyond = new ArrayList<>();
      pool.entries().stream()
          .filter(entry -> entry.session().connected() && Call.suits(whom, entry))
          .forEach(entry -> (entry.isBeyond() ? beyond : nodes).add(entry.node()));
      return nodes.isEmpty() ? beyond : nodes;
    }
    return nodes;
  }
}
