package io.weft.files.receive;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.Delivery;
import io.weft.files.wire.ChunkRequest;
import io.weft.files.wire.Circle;
import io.weft.files.wire.Elsewhere;
import io.weft.files.wire.FormException;
import io.weft.files.wire.Locator;
import io.weft.files.wire.Messages;
import io.weft.files.wire.Refusals;
import io.weft.node.NodeId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for the chunks of what was offered to several nodes: the sender first, who gives each chunk
 * once and then says which of the others has it. One that does not answer, is too slow or gives
 * something else is asked no more; then the sender is asked to give it in any case. Safe on every
 * thread.
 */
final class Fellows {
  private static final Logger LOG = LoggerFactory.getLogger(Fellows.class);

  /** Failures in a row after which another node is asked no more. */
  private static final int MOST_FAILURES = 3;

  /** How long another node may take to answer, whatever it answers. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Until one is asked again to which the chunk has not come yet; then twice as long each time. */
  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);

  private static final Duration LONGEST_PAUSE = Duration.ofMillis(320);

  /** A chunk may take so many times as long to another node as to this one. */
  private static final int SLOWNESS = 4;

  private static final Duration LEAST_WAIT = Duration.ofSeconds(1);

  private final Errand errand;
  private final Circle circle;
  private final Surroundings around;
  private final Map<NodeId, Integer> failures = new ConcurrentHashMap<>();
  private volatile long usualNanos;
  private volatile boolean closed;

  Fellows(Errand errand, Circle circle, Surroundings around) {
    this.errand = errand;
    this.circle = circle;
    this.around = around;
  }

  /** Nobody waits any more: nothing is asked again. */
  void close() {
    closed = true;
  }

  /** An answer of the sender: one of the two. */
  private record Answer(@Nullable Arrival chunk, @Nullable Elsewhere elsewhere) {}

  /** The answer is a chunk, whoever gives it. May block. */
  CompletableFuture<Arrival> ask(ChunkRequest request) {
    long begun = around.nanoTime().getAsLong();
    return ask(
            errand.peer(),
            Messages.SHARE,
            request,
            around.limits().patience(),
            message ->
                Elsewhere.is(message.bytes())
                    ? new Answer(null, Elsewhere.read(message.bytes()))
                    : new Answer(arrival(message, request), null))
        .thenComposeAsync(
            answer -> {
              if (answer.elsewhere != null) {
                return elsewhere(request, answer.elsewhere);
              }
              long took = around.nanoTime().getAsLong() - begun;
              usualNanos = usualNanos == 0 ? took : (usualNanos + took) / 2;
              return CompletableFuture.completedFuture(answer.chunk);
            },
            around.threads());
  }

  private <T> CompletableFuture<T> ask(
      NodeId node,
      String action,
      ChunkRequest request,
      Duration patience,
      Function<Delivery, T> taker) {
    if (closed) {
      return CompletableFuture.failedFuture(new CancellationException());
    }
    return around.asking().ask(node, action, request.write(), patience, taker);
  }

  private static Arrival arrival(Delivery message, ChunkRequest request) {
    return Arrival.of(message, (int) request.length());
  }

  /** How long it is waited for what is still on its way to another node. */
  private long waitNanos() {
    long most = around.limits().patience().toNanos();
    long usual = usualNanos;
    return usual == 0 ? most : Math.min(most, Math.max(LEAST_WAIT.toNanos(), SLOWNESS * usual));
  }

  /** The sender gives it, whoever else has it. */
  private CompletableFuture<Arrival> sender(ChunkRequest request) {
    return ask(
        errand.peer(),
        Messages.CHUNK,
        request,
        around.limits().patience(),
        message -> arrival(message, request));
  }

  private CompletableFuture<Arrival> elsewhere(ChunkRequest request, Elsewhere where) {
    boolean asked =
        circle.has(where.node()) && failures.getOrDefault(where.node(), 0) < MOST_FAILURES;
    return asked ? new Question(request, where).ask(FIRST_PAUSE) : sender(request);
  }

  /** One chunk of another node, until that has it, or it has taken too long. */
  private final class Question {
    private final ChunkRequest request;
    private final ChunkRequest passed;
    private final Elsewhere where;
    private final long untilNanos;

    Question(ChunkRequest request, Elsewhere where) {
      this.request = request;
      this.passed =
          new ChunkRequest(
              request.transfer(),
              new Locator(true, circle.id()),
              request.index(),
              request.regions());
      this.where = where;
      this.untilNanos = around.nanoTime().getAsLong() + waitNanos();
    }

    CompletableFuture<Arrival> ask(Duration pause) {
      return Fellows.this
          .ask(where.node(), Messages.PASS, passed, PATIENCE, message -> arrival(message, request))
          .handleAsync((came, failure) -> answered(came, failure, pause), around.threads())
          .thenCompose(result -> result);
    }

    private CompletableFuture<Arrival> answered(
        @Nullable Arrival came, @Nullable Throwable failure, Duration pause) {
      if (came == null) {
        return failure != null && isEarly(failure) ? later(pause) : fails("" + failure, 1);
      }
      String fault;
      int weight = 1;
      try {
        if (where.fits(came.open((int) request.length()))) {
          failures.remove(where.node());
          return CompletableFuture.completedFuture(came);
        }
        fault = "what it gave is not what was sent";
        weight = MOST_FAILURES;
      } catch (FormException e) {
        fault = String.valueOf(e.getMessage());
      }
      came.giveBack();
      return fails(fault, weight);
    }

    private boolean isEarly(Throwable failure) {
      Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
      return cause instanceof ApplicationException refusal
          && (refusal.code().equals(Refusals.NOT_YET) || refusal.code().equals(Refusals.BUSY));
    }

    private CompletableFuture<Arrival> later(Duration pause) {
      if (around.nanoTime().getAsLong() - untilNanos > 0) {
        return fails("chunk " + request.index() + " takes too long to get there", 1);
      }
      Duration twice = pause.multipliedBy(2);
      Duration next = twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
      CompletableFuture<Duration> rested = new CompletableFuture<>();
      around
          .clockwork()
          .schedule(() -> rested.complete(next), pause.toMillis(), TimeUnit.MILLISECONDS);
      return rested.thenComposeAsync(this::ask, around.threads());
    }

    private CompletableFuture<Arrival> fails(String why, int weight) {
      int before = failures.getOrDefault(where.node(), 0);
      int now = failures.merge(where.node(), weight, Integer::sum);
      if (before < MOST_FAILURES && now >= MOST_FAILURES) {
        LOG.info(
            "{} is asked no more for what comes of {}: {}",
            around.company().name(where.node()),
            errand.name(),
            why);
      }
      return sender(request);
    }
  }
}
