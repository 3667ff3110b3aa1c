package io.weft.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OncePerMinuteTest {

  @Test
  void countsWhatWasNotSaid() {
    AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // the JVM's clock may overflow
    OncePerMinute line = new OncePerMinute(now::get);
    assertThat(line.due()).isEqualTo(1);
    for (int i = 0; i < 100; i++) {
      assertThat(line.due()).isZero();
    }
    now.addAndGet(TimeUnit.SECONDS.toNanos(60));
    assertThat(line.due()).isEqualTo(101);
    assertThat(line.due()).isZero();
  }
}
