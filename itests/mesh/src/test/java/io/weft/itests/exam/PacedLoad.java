package io.weft.itests.exam;

import io.weft.exchange.Exchange;
import io.weft.exchange.Reply;
import io.weft.exchange.RequestOptions;
import io.weft.node.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Asks {@code hello greet} at a steady pace, from a thread of its own, until it is closed. */
final class PacedLoad implements AutoCloseable {
  /** A pace that two busy cores keep up with beside two nodes. */
  private static final int PER_SECOND = 500;

  /** Longer than any swap takes: what is parked meanwhile goes out afterwards. */
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final Exchange exchange;
  private final RequestOptions options;
  private final Thread thread = new Thread(this::run, "load");
  private final AtomicLong asked = new AtomicLong();
  private final AtomicLong answered = new AtomicLong();
  private final Set<NodeId> by = ConcurrentHashMap.newKeySet();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  private PacedLoad(Exchange exchange, RequestOptions options) {
    this.exchange = exchange;
    this.options = options;
  }

  /** Asks whoever offers the service. */
  static PacedLoad anyone(Exchange exchange) {
    return started(exchange, RequestOptions.DEFAULT);
  }

  /** Asks this node only. */
  static PacedLoad to(Exchange exchange, NodeId target) {
    return started(exchange, RequestOptions.DEFAULT.withTarget(target));
  }

  private static PacedLoad started(Exchange exchange, RequestOptions options) {
    PacedLoad load = new PacedLoad(exchange, options.withDeadline(DEADLINE));
    load.thread.setDaemon(true);
    load.thread.start();
    return load;
  }

  private void run() {
    long pause = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
    long due = System.nanoTime();
    while (!closed) {
      due += pause;
      while (System.nanoTime() < due && !closed) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      ask();
    }
  }

  private void ask() {
    asked.incrementAndGet();
    try {
      exchange.request("hello", "greet", Map.of("name", "Ada"), options).whenComplete(this::ended);
    } catch (RuntimeException e) {
      failures.add(e.toString());
    }
  }

  private void ended(Reply reply, Throwable failure) {
    if (failure == null) {
      by.add(reply.from());
      answered.incrementAndGet();
    } else {
      failures.add(failure.toString());
    }
  }

  /** How many requests were answered so far. */
  long answered() {
    return answered.get();
  }

  /** Who has answered since the last call. */
  Set<NodeId> answeredBy() {
    Set<NodeId> nodes = Set.copyOf(by);
    by.clear();
    return nodes;
  }

  /** Why requests failed; should be empty. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  /** Stops asking and waits for the last answers. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join(DEADLINE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    io.weft.testkit.Eventually.until(
        "the last answers are there",
        DEADLINE.plusSeconds(2),
        () -> answered.get() + failures.size() == asked.get());
  }
}
