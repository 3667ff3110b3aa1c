package io.weft.control.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.weft.testkit.ManualClock;
import java.time.Duration;

class ComparisonFuzzTest {

  /** Questions and answers that are none are refused, and cost little. */
  @FuzzTest(maxDuration = "3s")
  void onlyComparisonsAreRead(byte[] message) {
    Replica node = new Replica(Replica.id(0), new ManualClock(), Duration.ZERO);
    node.desk.set("a", 1);
    Buckets mine = node.board.buckets();
    try {
      assertThat(Comparison.answer(message, mine)).hasSizeLessThan(1024);
    } catch (FormException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
    try {
      assertThat(Comparison.lacking(message, mine)).hasSizeLessThanOrEqualTo(1);
    } catch (FormException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
