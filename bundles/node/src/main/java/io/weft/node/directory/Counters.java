package io.weft.node.directory;

import io.weft.exchange.ServiceMetrics;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts a service's requests. Safe on every thread; cheap on the request path. */
public final class Counters {

  /** How a request ended. */
  public enum Ending {
    ANSWERED,
    APPLICATION_ERROR,
    FAILED,
    /** The caller wants no answer any more. */
    ABANDONED
  }

  /** How much the last answer counts in the smoothed time: an eighth, as TCP's (RFC 6298). */
  private static final int SMOOTHING = 8;

  private final LongAdder begun = new LongAdder();
  private final LongAdder ended = new LongAdder();
  private final LongAdder goingOn = new LongAdder();
  private final LongAdder errors = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder nanos = new LongAdder();
  private final AtomicLong smoothed = new AtomicLong();

  public void begin() {
    begun.increment();
  }

  public void end(long tookNanos, Ending how) {
    ended.increment();
    nanos.add(tookNanos);
    if (how == Ending.APPLICATION_ERROR) {
      errors.increment();
    } else if (how == Ending.FAILED) {
      failures.increment();
    }
    if (how == Ending.ANSWERED || how == Ending.APPLICATION_ERROR) {
      smooth(tookNanos);
    }
  }

  /** What is about to be answered is a conversation, and under way until {@link #isOver}. */
  public void goesOn() {
    goingOn.increment();
  }

  /** A conversation is over. */
  public void isOver() {
    goingOn.decrement();
  }

  /** Two answers at the same time may count as one: it is an estimate. */
  private void smooth(long tookNanos) {
    long before = smoothed.getPlain();
    smoothed.setOpaque(before == 0 ? tookNanos : before + (tookNanos - before) / SMOOTHING);
  }

  /** The smoothed time from request to answer; 0 before the first. */
  public long latencyNanos() {
    return smoothed.getOpaque();
  }

  /** Requests that have begun so far. */
  public long begun() {
    return begun.sum();
  }

  /** Requests that are under way, and conversations. */
  public int outstanding() {
    long done = ended.sum(); // first, or one that begins and ends in between would count as -1
    return (int) (Math.max(0, begun.sum() - done) + Math.max(0, goingOn.sum()));
  }

  /** A node may not call it, and was told so: nothing began. */
  public void refuse() {
    refused.increment();
  }

  /** The counts at the moment. */
  public ServiceMetrics snapshot() {
    long done = ended.sum();
    long asked = Math.max(done, begun.sum());
    Duration mean = done == 0 ? Duration.ZERO : Duration.ofNanos(nanos.sum() / done);
    int underWay = (int) (asked - done + Math.max(0, goingOn.sum()));
    return new ServiceMetrics(asked, errors.sum(), failures.sum(), refused.sum(), underWay, mean);
  }
}
