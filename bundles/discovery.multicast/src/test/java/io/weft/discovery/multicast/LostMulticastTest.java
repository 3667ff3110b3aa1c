package io.weft.discovery.multicast;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.testkit.ManualClock;
import io.weft.testkit.RecordingSink;
import io.weft.testkit.TestNetwork;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LostMulticastTest {

  private static final Duration VALID = Duration.ofSeconds(30);

  private final ManualClock clock = new ManualClock();
  private final RecordingSink sink = new TestNetwork("blue").sink();
  private final LostMulticast lost = new LostMulticast(sink);

  @Test
  void whereBroadcastComesFirstNewsAreBroadcastToo() {
    assertThat(isOn("wlan0")).isFalse();
    lost.heard("wlan0", true, VALID, clock.getAsLong());
    assertThat(isOn("wlan0")).isTrue();
    assertThat(isOn("eth0")).isFalse();
    assertThat(lost.anywhere(clock.getAsLong())).isTrue();
    assertThat(sink.troubles().get("wlan0")).startsWith("multicast gets lost on wlan0");
    clock.advance(VALID);
    assertThat(isOn("wlan0")).isFalse();
  }

  @Test
  void multicastThatComesThroughEndsIt() {
    lost.heard("wlan0", true, VALID, clock.getAsLong());
    lost.heard("wlan0", false, VALID, clock.getAsLong());
    assertThat(isOn("wlan0")).isFalse();
    assertThat(sink.troubles()).isEmpty();
  }

  @Test
  void copyThatOvertakesTheOtherIsNoTrouble() {
    lost.heard("wlan0", false, VALID, clock.getAsLong());
    lost.heard("wlan0", true, VALID, clock.getAsLong());
    assertThat(sink.reports()).isZero();
  }

  @Test
  void whoHearsByBroadcastAloneGetsItThoughWeHearMulticast() {
    lost.heard("wlan0", false, VALID, clock.getAsLong());
    lost.asked("wlan0", VALID, clock.getAsLong());
    assertThat(isOn("wlan0")).isTrue();
    assertThat(lost.anywhere(clock.getAsLong())).isFalse();
  }

  @Test
  void interfaceThatHasGoneIsForgotten() {
    lost.heard("wlan0", true, VALID, clock.getAsLong());
    lost.use(List.of("eth0"));
    assertThat(isOn("wlan0")).isFalse();
  }

  private boolean isOn(String name) {
    return lost.broadcastOn(name, clock.getAsLong());
  }
}
