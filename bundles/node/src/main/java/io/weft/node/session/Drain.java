package io.weft.node.session;

import io.weft.node.flight.Flight;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Lets go of links without losing a frame.
 *
 * <p>With another link left, traffic moves there at once. Without one, the peer is asked for no new
 * requests, and answers under way come home first, for up to half of the bound; what is asked
 * meanwhile is parked. Then each gate is shut: whoever leaves last says GOAWAY, which means "my
 * last frame here". A link closes when that was said and heard. Both ends may do this at the same
 * time.
 */
public final class Drain {
  private static final long STEP_NANOS = 200_000;
  private static final Duration CLOSE_GRACE = Duration.ofMillis(200);

  private final Session session;
  private final List<SessionLink> going;
  private final Duration bound;
  private final long begin = System.nanoTime();

  Drain(Session session, List<SessionLink> going, Duration bound) {
    this.session = session;
    this.going = going;
    this.bound = bound;
  }

  /**
   * How it went.
   *
   * @param moved whether traffic went on over another link
   * @param clean links on which both sides finished
   */
  public record Result(int links, boolean moved, int clean, Duration took) {}

  /** This node stops: says so to all, and lets what is under way finish, all at the same time. */
  public static void goodbye(List<Session> sessions, Duration bound, Executor threads) {
    List<CompletableFuture<Void>> goodbyes = new ArrayList<>();
    for (Session session : sessions) {
      session.sayLeaving();
      if (!session.links().isEmpty()) {
        goodbyes.add(
            CompletableFuture.runAsync(() -> session.drain(session.links(), bound), threads));
      }
    }
    CompletableFuture.allOf(goodbyes.toArray(CompletableFuture[]::new)).join();
  }

  Result run() {
    Flight.Timed flight =
        Flight.drain(session.peer(), going.stream().map(each -> each.link().remote()).toList());
    Result result = letGo();
    flight.end(
        result.clean
            + " in good order, "
            + (result.moved ? "traffic moved on" : "requests waited for the next link"));
    return result;
  }

  private Result letGo() {
    boolean moved = session.hasOther(going);
    if (!moved) {
      halt();
    }
    going.forEach(SessionLink::shut);
    session.moved();
    int clean = 0;
    for (SessionLink link : going) {
      CompletableFuture<Void> bothDone =
          CompletableFuture.allOf(link.goodbye().said, link.goodbye().heard);
      await(CompletableFuture.anyOf(bothDone, link.closed), left(bound));
      if (link.goodbye().heard.isDone()) {
        clean++;
      }
      link.close();
    }
    for (SessionLink link : going) {
      Duration left = left(bound);
      await(link.closed, left.compareTo(CLOSE_GRACE) > 0 ? left : CLOSE_GRACE);
    }
    return new Result(going.size(), moved, clean, Duration.ofNanos(System.nanoTime() - begin));
  }

  private void halt() {
    List<SessionLink> usable = going.stream().filter(SessionLink::usable).toList();
    usable.forEach(SessionLink::haltRequests);
    for (SessionLink link : usable) {
      await(
          CompletableFuture.anyOf(link.goodbye().requestsHalted, link.goodbye().heard, link.closed),
          left(bound));
    }
    BooleanSupplier allDone =
        () ->
            going.stream().allMatch(link -> link.goodbye().heard.isDone() || link.closed.isDone());
    while (session.callsUnderWay()
        && !allDone.getAsBoolean()
        && !left(bound.dividedBy(2)).isZero()) {
      LockSupport.parkNanos(STEP_NANOS);
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
    }
  }

  private Duration left(Duration of) {
    Duration left = of.minusNanos(System.nanoTime() - begin);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private static void await(CompletableFuture<?> done, Duration atMost) {
    try {
      done.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      return; // the bound is the answer
    }
  }
}
