package io.weft.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.node.NodeRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelfRecordTest {

  @TempDir Path folder;

  @Test
  void recordIsGoodForTwoHoursInASmallNetwork() {
    try (Lab lab = new Lab(folder)) {
      NodeRecord record = lab.start("a").mesh.record();
      assertThat(Duration.between(Instant.now(), record.expires()))
          .isBetween(Duration.ofMinutes(119), Duration.ofHours(2));
    }
  }

  @Test
  void recordsOfALargeNetworkAreRenewedLessOften() {
    assertThat(SelfRecord.lifetime(100)).isEqualTo(Duration.ofHours(2));
    assertThat(SelfRecord.lifetime(1_000)).isEqualTo(Duration.ofHours(20));
    assertThat(SelfRecord.lifetime(10_000)).isEqualTo(Duration.ofDays(6));
  }
}
