package io.weft.node.router;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.Ending.How;
import io.weft.exchange.Interceptor;
import io.weft.exchange.Request;
import io.weft.exchange.RequestOptions;
import io.weft.node.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those who see each request, in their order. While there are none, a request costs one read. They
 * come and go while requests are under way: one that came later does not see how these end, one
 * that is gone is not called. Safe on every thread.
 */
public final class Interceptors {
  private static final Logger LOG = LoggerFactory.getLogger(Interceptors.class);

  /**
   * What one may take before it is named in the log: thousands of times what counting takes. On a
   * thread that delivers frames all calls of a link wait meanwhile.
   */
  static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private static final Installed[] NONE = {};

  /** One of them. */
  static final class Installed {
    final Interceptor interceptor;
    private final int ranking;
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong slow = new AtomicLong();
    volatile boolean gone;

    Installed(Interceptor interceptor, int ranking) {
      this.interceptor = interceptor;
      this.ranking = ranking;
    }

    int ranking() {
      return ranking;
    }

    void failed(Throwable thrown) {
      long count = failures.incrementAndGet();
      if (Long.bitCount(count) == 1) { // the first, the second, the fourth
        LOG.warn(
            "the interceptor {} failed ({} so far)",
            interceptor.getClass().getName(),
            count,
            thrown);
      }
    }

    void took(long nanos, String path, String action) {
      if (nanos < SLOW_NANOS) {
        return;
      }
      long count = slow.incrementAndGet();
      if (count > 1 && Long.bitCount(count) == 1) { // not the first: its classes were loaded then
        LOG.warn(
            "the interceptor {} took {} ms of a request of {} {} (more than {} ms; {} times so"
                + " far): calls wait for it",
            interceptor.getClass().getName(),
            TimeUnit.NANOSECONDS.toMillis(nanos),
            path,
            action,
            TimeUnit.NANOSECONDS.toMillis(SLOW_NANOS),
            count);
      }
    }
  }

  private final ReentrantLock changing = new ReentrantLock();
  private volatile Installed[] installed = NONE;

  /** From now on this one sees requests, before those with a lower ranking. */
  public void add(Interceptor interceptor, int ranking) {
    changing.lock();
    try {
      List<Installed> next = new ArrayList<>(List.of(installed));
      next.add(new Installed(interceptor, ranking));
      next.sort(Comparator.comparingInt(Installed::ranking).reversed());
      installed = next.toArray(Installed[]::new);
    } finally {
      changing.unlock();
    }
  }

  /** It sees no further request, and is told of no further ending. */
  public void remove(Interceptor interceptor) {
    changing.lock();
    try {
      List<Installed> next = new ArrayList<>(List.of(installed));
      for (Installed each : installed) {
        if (each.interceptor == interceptor) {
          each.gone = true;
          next.remove(each);
        }
      }
      installed = next.toArray(Installed[]::new);
    } finally {
      changing.unlock();
    }
  }

  /** How often one has failed, of those that are installed. */
  long failures() {
    long failures = 0;
    for (Installed each : installed) {
      failures += each.failures.get();
    }
    return failures;
  }

  /** How often one was slow, of those that are installed. */
  long slow() {
    long slow = 0;
    for (Installed each : installed) {
      slow += each.slow.get();
    }
    return slow;
  }

  /** Whether there are none. */
  boolean none() {
    return installed.length == 0;
  }

  /**
   * Makes a request past them.
   *
   * @param wait how long its caller waits
   * @param ask makes it, with the options and the time that they left
   */
  <T> CompletableFuture<T> asking(
      NodeId self,
      String path,
      String action,
      RequestOptions options,
      Duration wait,
      BiFunction<RequestOptions, Duration, CompletableFuture<T>> ask) {
    long deadlineNanos = System.nanoTime() + wait.toNanos();
    Interception passing =
        new Interception(installed, path, action, self, options.headers(), deadlineNanos);
    long nowNanos;
    try {
      nowNanos = passing.pass(false);
    } catch (ApplicationException refusal) {
      return CompletableFuture.failedFuture(refusal);
    }
    RequestOptions left =
        passing.headers().equals(options.headers())
            ? options
            : options.withHeaders(passing.headers());
    CompletableFuture<T> answer;
    try {
      answer = ask.apply(left, Duration.ofNanos(deadlineNanos - nowNanos));
    } catch (RuntimeException e) {
      passing.ended(How.FAILED, "");
      throw e;
    }
    CompletableFuture<T> unused = answer.whenComplete(passing);
    return answer;
  }

  /**
   * Shows them a request whose handler is to be called.
   *
   * @return who is to be told of its end; {@code null} for nobody
   * @throws ApplicationException if one refuses it
   */
  @Nullable Interception serving(Request request, long deadlineNanos) {
    Installed[] all = installed;
    if (all.length == 0) {
      return null;
    }
    Interception passing =
        new Interception(
            all,
            request.path(),
            request.action(),
            request.caller(),
            request.headers(),
            deadlineNanos);
    passing.pass(true);
    return passing;
  }
}
