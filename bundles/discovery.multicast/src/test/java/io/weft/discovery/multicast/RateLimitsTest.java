package io.weft.discovery.multicast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RateLimitsTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  @Test
  void bucketAllowsItsBurstThenItsRate() {
    TokenBucket bucket = new TokenBucket(2, 3, 0);
    assertThat(taken(bucket, 0)).isEqualTo(3);
    assertThat(taken(bucket, SECOND)).isEqualTo(2);
    assertThat(taken(bucket, 100 * SECOND)).isEqualTo(3);
  }

  @Test
  void eachHasItsOwnBucketAndAllShareOne() {
    RateLimits<String> limits = new RateLimits<>(1, 1, 1, 2, 10, 0);
    assertThat(limits.allows("a", 0)).isTrue();
    assertThat(limits.allows("a", 0)).isFalse();
    assertThat(limits.allows("b", 0)).isTrue();
    assertThat(limits.allows("c", 0)).isFalse();
  }

  @Test
  void remembersNoMoreThanItMay() {
    RateLimits<Integer> limits = new RateLimits<>(1, 1, 1e9, 1e9, 100, 0);
    for (int i = 0; i < 10_000; i++) {
      limits.allows(i, i);
    }
    assertThat(limits.remembered()).isEqualTo(100);
  }

  private static int taken(TokenBucket bucket, long now) {
    int taken = 0;
    while (bucket.take(now)) {
      taken++;
    }
    return taken;
  }
}
