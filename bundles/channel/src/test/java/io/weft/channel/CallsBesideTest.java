package io.weft.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CallsBesideTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 10); // it may overflow
  private final CallsBeside calls = new CallsBeside(now::get);

  private void pass(int millis) {
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  @Test
  void atFirstThereAreNone() {
    assertThat(calls.goOn()).isFalse();
  }

  @Test
  void smallFramesBothWaysAreCalls() {
    calls.received();
    pass(5);
    calls.sent();
    assertThat(calls.goOn()).isTrue();
    pass(16);
    assertThat(calls.goOn()).isFalse();
  }

  @Test
  void smallFramesOneWayAreTheRequestsOfAFile() {
    for (int i = 0; i < 100; i++) {
      calls.received();
      pass(1);
      assertThat(calls.goOn()).isFalse();
    }
  }
}
