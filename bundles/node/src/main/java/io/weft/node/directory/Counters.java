package io.weft.node.directory;

import io.weft.exchange.ServiceMetrics;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** Counts a service's requests. Safe on every thread; cheap on the request path. */
public final class Counters {

  /** How a request ended. */
  public enum Ending {
    ANSWERED,
    APPLICATION_ERROR,
    FAILED
  }

  private final LongAdder begun = new LongAdder();
  private final LongAdder ended = new LongAdder();
  private final LongAdder errors = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder nanos = new LongAdder();

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
    return new ServiceMetrics(
        asked, errors.sum(), failures.sum(), refused.sum(), (int) (asked - done), mean);
  }
}
