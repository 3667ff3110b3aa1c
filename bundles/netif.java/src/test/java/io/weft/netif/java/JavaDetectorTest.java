package io.weft.netif.java;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.netif.InterfaceDetector;
import io.weft.netif.InterfaceKind;
import io.weft.netif.NetInterface;
import io.weft.testkit.Eventually;
import io.weft.testkit.InterfaceDetectorContract;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JavaDetectorTest extends InterfaceDetectorContract {
  private final AtomicInteger interfaces = new AtomicInteger();
  private final AtomicBoolean blind = new AtomicBoolean();

  @Override
  protected InterfaceDetector detectorOfThisMachine() {
    return new JavaDetector(JavaDetector::thisMachine, Duration.ofMillis(10));
  }

  @Override
  protected InterfaceDetector detectorOfChanges() {
    return new JavaDetector(this::madeUp, Duration.ofMillis(10));
  }

  @Override
  protected void change() {
    interfaces.incrementAndGet();
  }

  @Override
  protected void close(InterfaceDetector detector) {
    ((JavaDetector) detector).close();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 9, 600_001})
  void settingOutOfItsRangeIsRefused(int millis) {
    assertThatThrownBy(() -> JavaDetector.pollInterval(millis))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "poll_ms of %d in io.weft.netif.java (10 to 600000 milliseconds)".formatted(millis));
  }

  @Test
  void systemThatDoesNotAnswerForAWhileIsWatchedOn() {
    AtomicInteger calls = new AtomicInteger();
    InterfaceDetector detector = detectorOfChanges();
    InterfaceDetector.Watch watch = detector.watch(calls::incrementAndGet);
    blind.set(true);
    assertThatThrownBy(detector::interfaces).isInstanceOf(IOException.class);
    blind.set(false);
    change();

    Eventually.until("the change is told", Duration.ofSeconds(5), () -> calls.get() == 1);
    watch.close();
  }

  @Test
  void closedDetectorCannotBeWatched() {
    InterfaceDetector detector = detectorOfChanges();
    close(detector);

    assertThatThrownBy(() -> detector.watch(() -> {})).isInstanceOf(IllegalStateException.class);
  }

  private List<NetInterface> madeUp() throws IOException {
    if (blind.get()) {
      throw new IOException("the system does not answer, on purpose");
    }
    return List.of(
        new NetInterface(
            "eth" + interfaces.get(),
            1,
            InterfaceKind.ETHERNET,
            OptionalLong.empty(),
            1500,
            List.of(),
            true,
            false));
  }
}
