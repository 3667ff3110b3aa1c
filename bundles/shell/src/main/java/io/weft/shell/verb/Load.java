package io.weft.shell.verb;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.Encoded;
import io.weft.exchange.Exchange;
import io.weft.exchange.Reply;
import io.weft.exchange.RequestException;
import io.weft.exchange.RequestOptions;
import io.weft.node.NodeId;
import io.weft.shell.text.Figures;
import io.weft.shell.text.Json;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks the same at a steady pace and counts how it went. The pace does not wait for answers, except
 * when too many requests are in flight; what was missed meanwhile is asked as soon as possible. One
 * thread asks, any thread answers.
 */
final class Load {

  /** How long the last answers may take when no deadline was given. */
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(30);

  /** Added to a given deadline, so that the node's own deadline is what ends a request. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final Exchange exchange;
  private final String path;
  private final String action;
  private final @Nullable Encoded params;
  private final RequestOptions options;
  private final int inFlight;
  private final Semaphore free;
  private final Latencies latencies = new Latencies();
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<NodeId, Long> by = new HashMap<>();
  private long asked;
  private long answered;
  private long failed;
  private long lastAnswer;
  private long longestGap;
  private boolean ended;
  private @Nullable String firstFailure;

  Load(
      Exchange exchange,
      String path,
      String action,
      @Nullable Encoded params,
      RequestOptions options,
      int inFlight) {
    this.exchange = exchange;
    this.path = path;
    this.action = action;
    this.params = params;
    this.options = options;
    this.inFlight = inFlight;
    this.free = new Semaphore(inFlight);
  }

  /**
   * How it went.
   *
   * @param by answers of each node
   * @param longestGap the longest time without any answer
   */
  record Outcome(
      long asked,
      long answered,
      long failed,
      Map<NodeId, Long> by,
      Duration p50,
      Duration p99,
      Duration longestGap,
      Optional<String> firstFailure) {

    String line(Names names) {
      String nodes =
          sorted(names).stream()
              .map(entry -> names.of(entry.getKey()) + " " + entry.getValue())
              .collect(Collectors.joining(", "));
      return "asked "
          + asked
          + ", answered "
          + answered
          + (nodes.isEmpty() ? "" : " (" + nodes + ")")
          + ", failed "
          + failed
          + ", p50 "
          + Figures.duration(p50)
          + ", p99 "
          + Figures.duration(p99)
          + ", longest gap "
          + Figures.duration(longestGap);
    }

    Map<String, @Nullable Object> fields(Names names) {
      Map<String, Long> nodes = new LinkedHashMap<>();
      sorted(names)
          .forEach(entry -> nodes.merge(names.of(entry.getKey()), entry.getValue(), Long::sum));
      return Json.object(
          "asked", asked,
          "answered", answered,
          "failed", failed,
          "by", nodes,
          "p50Millis", Figures.millis(p50),
          "p99Millis", Figures.millis(p99),
          "longestGapMillis", Figures.millis(longestGap),
          "firstFailure", firstFailure);
    }

    private List<Map.Entry<NodeId, Long>> sorted(Names names) {
      return by.entrySet().stream()
          .sorted(Comparator.comparing(entry -> names.of(entry.getKey())))
          .toList();
    }
  }

  /**
   * Asks at this rate for this long, then waits for the last answers.
   *
   * @param progress gets a line each second
   */
  void run(int rate, Duration duration, Consumer<String> progress) throws InterruptedException {
    long start = System.nanoTime();
    long end = start + duration.toNanos();
    long planned = Math.max(1, Math.round(duration.toNanos() / 1e9 * rate));
    lastAnswer = start;
    long nextLine = start + TimeUnit.SECONDS.toNanos(1);
    for (long i = 0; i < planned; i++) {
      long due = start + (long) (i * 1e9 / rate);
      pause(due);
      if (!free.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        break;
      }
      ask();
      if (System.nanoTime() >= nextLine) {
        progress.accept(progressLine(System.nanoTime() - start));
        nextLine += TimeUnit.SECONDS.toNanos(1);
      }
    }
    awaitLastAnswers();
  }

  Outcome outcome() {
    lock.lock();
    try {
      return new Outcome(
          asked,
          answered,
          failed,
          Map.copyOf(by),
          latencies.percentile(0.5),
          latencies.percentile(0.99),
          Duration.ofNanos(longestGap),
          Optional.ofNullable(firstFailure));
    } finally {
      lock.unlock();
    }
  }

  // There is no @Nullable in the api; it allows null for no parameters.
  @SuppressWarnings("NullAway")
  private void ask() {
    lock.lock();
    try {
      asked++;
    } finally {
      lock.unlock();
    }
    long start = System.nanoTime();
    CompletableFuture<Reply> answer;
    try {
      answer = exchange.request(path, action, params, options);
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    var unused = answer.whenComplete((reply, error) -> answered(start, reply, error));
  }

  private void answered(long start, @Nullable Reply reply, @Nullable Throwable error) {
    long now = System.nanoTime();
    if (reply != null) {
      latencies.add(now - start);
    }
    lock.lock();
    try {
      if (ended) {
        return;
      }
      if (reply != null) {
        answered++;
        by.merge(reply.from(), 1L, Long::sum);
        longestGap = Math.max(longestGap, now - lastAnswer);
        lastAnswer = Math.max(lastAnswer, now);
      } else {
        failed++;
        if (firstFailure == null && error != null) {
          firstFailure = text(error);
        }
      }
    } finally {
      lock.unlock();
      free.release();
    }
  }

  private static String text(Throwable error) {
    Throwable cause =
        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    if (cause instanceof RequestException e) {
      return Request.explained(e).replace("\n", "; ");
    }
    return cause instanceof ApplicationException e
        ? "the error " + Request.explained(e).replace("\n", "; ")
        : String.valueOf(cause.getMessage());
  }

  private static void pause(long due) throws InterruptedException {
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  private void awaitLastAnswers() throws InterruptedException {
    Duration wait = options.deadline().map(given -> given.plus(GRACE)).orElse(LAST_ANSWERS);
    boolean all = free.tryAcquire(inFlight, wait.toNanos(), TimeUnit.NANOSECONDS);
    lock.lock();
    try {
      ended = true;
      if (!all) {
        failed = asked - answered;
        if (firstFailure == null) {
          firstFailure = "no answer within " + Figures.duration(wait);
        }
      }
      longestGap = Math.max(longestGap, failed > 0 ? System.nanoTime() - lastAnswer : 0);
    } finally {
      lock.unlock();
    }
  }

  private String progressLine(long elapsedNanos) {
    lock.lock();
    try {
      return TimeUnit.NANOSECONDS.toSeconds(elapsedNanos)
          + " s: asked "
          + asked
          + ", answered "
          + answered
          + ", failed "
          + failed;
    } finally {
      lock.unlock();
    }
  }
}
