package io.weft.example.hello;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.example.hello.Hello.Greeted;
import io.weft.testkit.ManualClock;
import org.junit.jupiter.api.Test;

class GreetingLogTest {
  private final ManualClock clock = new ManualClock();
  private final GreetingLog log = new GreetingLog(clock);

  @Test
  void everyGreetingIsCountedAndOneASecondIsLogged() {
    greet(1000);
    assertThat(log.greetings()).isEqualTo(1000);
    assertThat(log.lines()).isEqualTo(1);

    clock.advance(GreetingLog.PACE);
    greet(1000);
    assertThat(log.greetings()).isEqualTo(2000);
    assertThat(log.lines()).isEqualTo(2);
  }

  @Test
  void eventWithoutDataIsCounted() {
    log.on(new Fakes.LocalEvent("hello/other", 1, null));

    assertThat(log.greetings()).isEqualTo(1);
  }

  private void greet(int times) {
    for (int i = 0; i < times; i++) {
      log.on(new Fakes.LocalEvent("hello/greeted", i + 1, new Greeted("Ada", "studio")));
    }
  }
}
