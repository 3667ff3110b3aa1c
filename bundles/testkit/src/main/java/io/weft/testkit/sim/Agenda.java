package io.weft.testkit.sim;

import io.weft.testkit.ManualClock;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** What happens at which time, one after the other. On one thread. */
final class Agenda {

  /** Clocks of machines that have run for a while: stamps have their usual length. */
  private static final Duration UPTIME = Duration.ofDays(10);

  private record Event(long atNanos, long order, Runnable step) {}

  final ManualClock clock = new ManualClock();
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::atNanos).thenComparing(Event::order));
  private long order;

  Agenda() {
    clock.advance(UPTIME);
  }

  long now() {
    return clock.getAsLong();
  }

  /** At this time, or now if that has passed. */
  void at(long nanos, Runnable step) {
    events.add(new Event(Math.max(nanos, now()), order++, step));
  }

  /** Lets time pass. */
  void pass(Duration time) {
    long end = now() + time.toNanos();
    for (Event next = events.peek(); next != null && next.atNanos <= end; next = events.peek()) {
      events.remove();
      clock.advance(Duration.ofNanos(next.atNanos - now()));
      next.step.run();
    }
    clock.advance(Duration.ofNanos(end - now()));
  }
}
