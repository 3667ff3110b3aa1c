package io.weft.node.limits;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.LocalBucket;
import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * So many in a time, and as many at once. A new limit counts from when it is first asked after the
 * change. Safe on every thread, without a lock.
 */
final class Rate {

  private record Filled(int limit, LocalBucket bucket) {}

  private final IntSupplier limit;
  private final Duration time;
  private final TimeMeter meter;
  private volatile @Nullable Filled filled;

  /**
   * @param limit how many in that time; may change
   * @param nanos the time, as {@link System#nanoTime}
   */
  Rate(IntSupplier limit, Duration time, LongSupplier nanos) {
    this.limit = limit;
    this.time = time;
    this.meter = new Meter(nanos);
  }

  /** Whether there is room for one more; then it is taken. */
  boolean take() {
    return bucket().tryConsume(1);
  }

  /**
   * Takes so many, also those that are not there yet, up to a debt.
   *
   * @return how long it takes until they would have been there; zero if they were (nanoseconds)
   */
  long borrow(int count, Duration debt) {
    LocalBucket bucket = bucket();
    if (bucket.tryConsume(count)) {
      return 0;
    }
    long owed = bucket.estimateAbilityToConsume(count).getNanosToWaitForRefill();
    if (owed < debt.toNanos()) {
      bucket.consumeIgnoringRateLimits(count);
    }
    return owed;
  }

  private LocalBucket bucket() {
    int now = limit.getAsInt();
    Filled current = filled;
    if (current == null || current.limit != now) {
      // Two that do this at once may lose a token between them: once in a change of settings.
      LocalBucket bucket =
          Bucket.builder()
              .addLimit(each -> each.capacity(now).refillGreedy(now, time))
              .withCustomTimePrecision(meter)
              .build();
      current = new Filled(now, bucket);
      filled = current;
    }
    return current.bucket;
  }

  private record Meter(LongSupplier nanos) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return nanos.getAsLong();
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }
}
