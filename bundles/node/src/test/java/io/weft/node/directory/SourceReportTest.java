package io.weft.node.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.discovery.RecordException;
import io.weft.discovery.RecordException.Reason;
import io.weft.discovery.SourceInfo;
import io.weft.discovery.SourceInfo.State;
import io.weft.discovery.SourceInfo.Trouble;
import io.weft.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SourceReportTest {
  private static final Instant START = Instant.parse("2026-11-26T10:00:00Z");

  private final ManualClock clock = new ManualClock(START);
  private final SourceReport report = new SourceReport("registry", clock);

  private SourceInfo info() {
    return report.info(0);
  }

  private static RecordException bad(String why) {
    return new RecordException(Reason.BAD_SIGNATURE, why);
  }

  @Test
  void aTroubleThatRepeatsIsOneTrouble() {
    report.failed("a.json", "no JSON");
    clock.advance(Duration.ofMinutes(1));
    report.failed("a.json", "no JSON");
    report.failed("b.json", "too large");

    assertThat(info().troubles())
        .containsExactly(
            new Trouble(START.plusSeconds(60), "b.json", "too large", 1),
            new Trouble(START.plusSeconds(60), "a.json", "no JSON", 2));
    report.failed("a.json", "no such file");
    assertThat(info().lastError())
        .contains(new Trouble(START.plusSeconds(60), "a.json", "no such file", 1));
  }

  @Test
  void whatRecoversIsNoTroubleButWasTheLastError() {
    report.failed("a.json", "no JSON");
    report.recovered("a.json");
    report.recovered("never/failed.json");

    assertThat(info().troubles()).isEmpty();
    assertThat(info().lastError()).map(Trouble::reason).contains("no JSON");
  }

  @Test
  void manyPlacesAreBounded() {
    for (int i = 0; i < 10_000; i++) {
      report.failed(i + ".json", "no JSON, number " + i);
    }

    assertThat(info().troubles()).hasSize(17);
    assertThat(info().troubles().get(0)).extracting(Trouble::place).isEqualTo("other places");
    assertThat(info().troubles().get(0)).extracting(Trouble::times).isEqualTo(10_000L - 16);
  }

  @Test
  void whatNobodyRepeatsIsOverAfterAWhile() {
    report.failed("10.0.0.7", "not a record");
    clock.advance(Duration.ofMinutes(16));

    assertThat(info().troubles()).isEmpty();
  }

  @Test
  void refusedRecordsAreToldWithTheirPlaceAndFoldedByTheReason() {
    report.refused(Optional.of("a.json"), bad("record of x, at 10:00:00"));
    report.refused(Optional.of("a.json"), bad("record of x, at 10:00:01"));
    report.refused(Optional.empty(), bad("record of a stranger"));

    assertThat(info().refused()).isEqualTo(3);
    assertThat(info().troubles())
        .containsExactly(
            new Trouble(START, "a.json", "a record is ignored: record of x, at 10:00:01", 2));
    assertThat(info().lastError()).map(Trouble::reason).get().asString().contains("a stranger");
  }

  @Test
  void aSourceThatIsSwitchedOffHasNoTroublesAndNoNextLook() {
    report.become(State.RUNNING);
    report.nextLook(START.plusSeconds(60));
    report.failed("a.json", "no JSON");
    clock.advance(Duration.ofSeconds(5));
    report.become(State.OFF);

    assertThat(info().state()).isEqualTo(State.OFF);
    assertThat(info().since()).isEqualTo(START.plusSeconds(5));
    assertThat(info().troubles()).isEmpty();
    assertThat(info().nextLook()).isEmpty();
  }
}
