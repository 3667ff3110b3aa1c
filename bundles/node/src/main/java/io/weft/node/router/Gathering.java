package io.weft.node.router;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.Gathered;
import io.weft.exchange.Reply;
import io.weft.exchange.RequestException;
import io.weft.exchange.RequestException.Outcome;
import io.weft.exchange.RequestException.Reason;
import io.weft.exchange.RequestException.Try;
import io.weft.node.NodeId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request that all nodes answer which offer it. Each is asked on a thread of its own: one that is
 * slow to read holds up no other. Safe on every thread.
 */
final class Gathering extends CompletableFuture<Gathered> {

  /** How long after the deadline the calls have to end by themselves: two sweeps of deadlines. */
  private static final Duration GRACE = Duration.ofMillis(50);

  private final String name;
  private final List<NodeId> nodes;
  private final Map<NodeId, CompletableFuture<Reply>> asked = new ConcurrentHashMap<>();
  private final Map<NodeId, Reply> answers = new ConcurrentHashMap<>();
  private final Map<NodeId, RuntimeException> failures = new ConcurrentHashMap<>();

  /**
   * @param name path and action, for messages
   * @param nodes who is asked; not empty
   */
  Gathering(String name, List<NodeId> nodes) {
    this.name = name;
    this.nodes = nodes;
  }

  /**
   * Asks them all.
   *
   * @param ask how to ask one of them; may block
   * @param within until nobody waits any more
   */
  void begin(
      Function<NodeId, CompletableFuture<Reply>> ask,
      Executor threads,
      Later later,
      Duration within) {
    Runnable callOff = later.after(within.plus(GRACE), this::finish);
    whenComplete((all, failure) -> callOff.run());
    for (NodeId node : nodes) {
      try {
        threads.execute(() -> askOne(node, ask));
      } catch (RejectedExecutionException e) {
        String how = "too many handlers run on this node to ask another";
        ended(node, null, overloaded(node, how));
      }
    }
  }

  private void askOne(NodeId node, Function<NodeId, CompletableFuture<Reply>> ask) {
    if (isDone()) {
      return;
    }
    CompletableFuture<Reply> answer;
    try {
      answer = ask.apply(node);
    } catch (RuntimeException e) {
      ended(node, null, e);
      return;
    }
    asked.put(node, answer);
    answer.whenComplete((reply, failure) -> ended(node, reply, failure));
    if (isDone()) { // cancelled meanwhile
      answer.cancel(false);
    }
  }

  private void ended(NodeId node, @Nullable Reply reply, @Nullable Throwable thrown) {
    if (reply != null) {
      answers.put(node, reply);
    } else {
      failures.put(node, failure(thrown));
    }
    if (answers.size() + failures.size() >= nodes.size()) {
      finish();
    }
  }

  private RuntimeException failure(@Nullable Throwable thrown) {
    Throwable cause =
        thrown instanceof CompletionException wrapped && wrapped.getCause() != null
            ? wrapped.getCause()
            : thrown;
    if (cause instanceof RequestException || cause instanceof ApplicationException) {
      return (RuntimeException) cause;
    }
    return new ApplicationException(ApplicationException.INTERNAL, name + " failed: " + cause);
  }

  private RequestException overloaded(NodeId node, String how) {
    Try made = new Try(node, Outcome.NOT_SENT, Reason.OVERLOADED, how);
    return new RequestException(
        Outcome.NOT_SENT, Reason.OVERLOADED, name + ": " + how, List.of(made), Optional.empty());
  }

  private RequestException late(NodeId node) {
    String how = name + " was not answered in time by " + node.shortText();
    Try made = new Try(node, Outcome.UNKNOWN, Reason.DEADLINE, how);
    return new RequestException(
        Outcome.UNKNOWN, Reason.DEADLINE, how, List.of(made), Optional.empty());
  }

  /** All are in, or the time is up. */
  private void finish() {
    Map<NodeId, Reply> in = new LinkedHashMap<>();
    Map<NodeId, RuntimeException> out = new LinkedHashMap<>();
    for (NodeId node : nodes) {
      Reply reply = answers.get(node);
      RuntimeException failure = failures.get(node);
      if (reply != null) {
        in.put(node, reply);
      } else {
        out.put(node, failure == null ? late(node) : failure);
      }
    }
    if (complete(new Gathered(in, out))) {
      stop();
    }
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
    asked.values().forEach(answer -> answer.cancel(false));
  }
}
