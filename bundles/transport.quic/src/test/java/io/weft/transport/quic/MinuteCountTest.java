package io.weft.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.testkit.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MinuteCountTest {
  private final ManualClock clock = new ManualClock();
  private final MinuteCount count = new MinuteCount(clock);

  @Test
  void minuteBeginsWithItsFirstOne() {
    clock.advance(Duration.ofSeconds(50));
    count.add();
    clock.advance(Duration.ofSeconds(59));
    count.add();
    assertThat(count.current()).isEqualTo(2);
    clock.advance(Duration.ofSeconds(1));
    assertThat(count.current()).isZero();
    count.add();
    assertThat(count.current()).isEqualTo(1);
  }
}
