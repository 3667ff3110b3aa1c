package io.weft.control.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.weft.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;

class BatchFuzzTest {

  /** Whatever comes is refused, or is joined, and told on in the same form. */
  @FuzzTest(maxDuration = "3s")
  void whatIsReadIsToldOnAsItIs(byte[] message) {
    Batch batch;
    try {
      batch = Batch.read(message);
    } catch (FormException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    byte[] again = Batch.take(batch.told(), new ArrayList<>(batch.states()).iterator());
    assertThat(Batch.read(again)).isEqualTo(batch);
    Replica node = new Replica(Replica.id(0), new ManualClock(), Duration.ZERO);
    Merged merged = node.board.merge(batch.states());
    node.board.merge(batch.states());
    assertThat(merged.news().size() + merged.refused()).isLessThanOrEqualTo(batch.states().size());
    node.points();
    node.desk.set("another/point", 1);
  }
}
