package io.weft.identity;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** Counts what fails at a desk, for each address that it comes from. Safe on every thread. */
final class Attempts {

  /** Nobody mistypes a ticket that is copied; a secret of 256 bits is not guessed either. */
  static final int MAX_FAILURES = 10;

  static final Duration FORGIVEN = Duration.ofMinutes(10);
  private static final int MAX_ADDRESSES = 1024;

  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();

  /** The address that has failed longest ago goes first. */
  private final Map<InetAddress, Failures> failures =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Failures> eldest) {
          return size() > MAX_ADDRESSES;
        }
      };

  private long all;

  private record Failures(int count, Instant last) {}

  Attempts(Clock clock) {
    this.clock = clock;
  }

  /** Whether somebody there has failed too often lately. */
  boolean tooMany(InetAddress from) {
    lock.lock();
    try {
      Failures known = failures.get(from);
      return known != null && known.count >= MAX_FAILURES && !isForgiven(known);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Counts one.
   *
   * @return all failures since the start, this one included
   */
  long failed(InetAddress from) {
    lock.lock();
    try {
      Failures known = failures.remove(from);
      int before = known == null || isForgiven(known) ? 0 : known.count;
      failures.put(from, new Failures(before + 1, clock.instant()));
      all++;
      return all;
    } finally {
      lock.unlock();
    }
  }

  private boolean isForgiven(Failures known) {
    return clock.instant().isAfter(known.last.plus(FORGIVEN));
  }
}
