package io.weft.files.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private final Deque<Runnable> started = new ArrayDeque<>();
  private final Turns turns = new Turns(4, started::add);

  @Test
  void thoseThatRunShareWhatThereIs() {
    assertThat(turns.share(12)).isEqualTo(12);
    for (int i = 1; i <= 6; i++) {
      AtomicInteger one = new AtomicInteger(); // each is another one
      turns.enter(one::incrementAndGet);
    }
    assertThat(turns.running()).isEqualTo(4);
    assertThat(turns.waiting()).isEqualTo(2);
    assertThat(turns.share(12)).isEqualTo(3);
    assertThat(turns.share(2)).isEqualTo(1);

    while (!started.isEmpty()) {
      started.remove().run();
    }
    assertThat(turns.running()).isZero();
    assertThat(turns.share(12)).isEqualTo(12);
  }
}
