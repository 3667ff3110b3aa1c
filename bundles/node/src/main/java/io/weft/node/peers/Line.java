package io.weft.node.peers;

import io.weft.node.standing.Breaker;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** How dialling one peer, or one address, goes, and when it is tried next. */
final class Line {

  /** Failures in a row after which a peer is left alone for a while: about 25 s of backing off. */
  private static final int FAILURES = 8;

  private final ScheduledExecutorService clockwork;
  private final Executor threads;
  final AtomicBoolean dialling = new AtomicBoolean();
  final Breaker breaker = new Breaker(FAILURES, Backoff.LONGEST);
  final Tries tries = new Tries();
  final Backoff backoff;
  volatile long notBeforeNanos = System.nanoTime();
  volatile long hurryUntilNanos = System.nanoTime();
  volatile String lastFailure = "";

  /** The peer has said that it has enough company. */
  volatile boolean full;

  private @Nullable ScheduledFuture<?> next;
  private long nextNanos;

  Line(ScheduledExecutorService clockwork, Executor threads, RandomGenerator random) {
    this.clockwork = clockwork;
    this.threads = threads;
    this.backoff = new Backoff(random);
  }

  /**
   * Runs the task after the pause, unless it runs before that anyway.
   *
   * @throws java.util.concurrent.RejectedExecutionException if the node stops
   */
  synchronized void schedule(Duration pause, Runnable task) {
    long at = System.nanoTime() + pause.toNanos();
    if (next != null && !next.isDone()) {
      if (nextNanos - at <= 0) {
        return;
      }
      next.cancel(false);
    }
    nextNanos = at;
    next = clockwork.schedule(() -> threads.execute(task), pause.toNanos(), TimeUnit.NANOSECONDS);
  }
}
