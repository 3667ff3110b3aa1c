package io.weft.node.standing;

import dev.failsafe.CircuitBreaker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Stops tries after so many failures in a row, then lets single ones through until one succeeds
 * (Failsafe's circuit breaker). Nothing is made before the first failure: most peers have none.
 * Safe on every thread.
 */
public final class Breaker {
  private final int failures;
  private final Duration rest;
  private volatile @Nullable CircuitBreaker<Object> circuit;

  /**
   * @param failures in a row that open it
   * @param rest for how long nothing is tried then
   */
  public Breaker(int failures, Duration rest) {
    this.failures = failures;
    this.rest = rest;
  }

  /** Whether one more try is allowed now; its end must be told. */
  public boolean allows() {
    CircuitBreaker<Object> made = circuit;
    return made == null || made.tryAcquirePermit();
  }

  /** Whether it holds tries back. */
  public boolean isOpen() {
    CircuitBreaker<Object> made = circuit;
    return made != null && made.isOpen();
  }

  /** How long it still holds tries back. */
  public Duration remaining() {
    CircuitBreaker<Object> made = circuit;
    return made == null || !made.isOpen() ? Duration.ZERO : made.getRemainingDelay();
  }

  /** Whether a single try is under way that decides. */
  public boolean isTrying() {
    CircuitBreaker<Object> made = circuit;
    return made != null && made.isHalfOpen();
  }

  /** A try has failed. */
  public void failed() {
    CircuitBreaker<Object> made = circuit;
    if (made == null) {
      made =
          CircuitBreaker.builder()
              .withFailureThreshold(failures)
              .withSuccessThreshold(1)
              .withDelay(rest)
              .build();
      circuit = made;
    }
    made.recordFailure();
  }

  /** It works, or the network is another one: what failed before says nothing. */
  public void reset() {
    circuit = null;
  }
}
