package io.weft.files.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.testkit.ManualClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PaceTest {
  private final ManualClock clock = new ManualClock();

  @Test
  void moreIsAskedForWhileThatIsFaster() {
    Pace pace = new Pace(4, 32, clock);
    assertThat(pace.window()).isEqualTo(4);
    for (int i = 1; i < 20; i++) {
      clock.advance(Duration.ofMillis(250));
      pace.came(1_000_000L * Math.min(i, 3)); // faster three times, then as before
    }
    assertThat(pace.window()).isEqualTo(13);
    for (int i = 0; i < 20; i++) {
      clock.advance(Duration.ofMillis(250));
      pace.came(1000);
    }
    assertThat(pace.window()).isEqualTo(6);
    assertThat(new Pace(4, 2, clock).window()).isEqualTo(2);
  }

  @Test
  void aThrottleLetsPassWhatItMay() {
    Throttle throttle = new Throttle(1000, clock);
    assertThat(throttle.waitNanos()).isZero();
    throttle.pass(500);
    assertThat(throttle.waitNanos()).isEqualTo(Duration.ofMillis(500).toNanos());
    clock.advance(Duration.ofSeconds(3));
    assertThat(throttle.waitNanos()).isZero();
    throttle.pass(100);
    assertThat(throttle.waitNanos()).isEqualTo(Duration.ofMillis(100).toNanos());
    assertThat(new Throttle(0, clock).waitNanos()).isZero();
  }

  @Test
  void partsThatNobodyAsksForGoAfterAWhile(@TempDir Path folder) throws Exception {
    Path old = Files.createDirectories(folder.resolve(".weft-part/old/tree"));
    Path young = Files.createDirectories(folder.resolve(".weft-part/young/tree"));
    for (Path each : List.of(old, young)) {
      Files.writeString(each.resolve("film"), "x");
      Files.writeString(each.resolveSibling("journal"), "x");
    }
    clock.advance(Duration.ofDays(15));
    Files.setLastModifiedTime(
        young.resolveSibling("journal"), FileTime.from(clock.instant().minusSeconds(9)));
    Files.setLastModifiedTime(
        old.resolveSibling("journal"), FileTime.from(clock.instant().minus(Duration.ofDays(15))));

    OldParts.delete(folder, clock);

    assertThat(old.getParent()).doesNotExist();
    assertThat(young.resolve("film")).exists();
  }

  @Test
  void namesAreNumberedBeforeTheirEnding() {
    assertThat(Landings.numbered("report.pdf", 2)).isEqualTo("report (2).pdf");
    assertThat(Landings.numbered("folder", 3)).isEqualTo("folder (3)");
    assertThat(Landings.numbered(".profile", 2)).isEqualTo(".profile (2)");
    assertThat(Landings.numbered("a.b", 1)).isEqualTo("a.b");
  }
}
