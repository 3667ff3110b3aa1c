package io.weft.transport.rdma;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class RdmaPlugInTest {

  @Test
  void olderJavaIsToldWhatItNeeds() {
    assertThatThrownBy(() -> RdmaTransport.demandJava(17))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("needs Java 22, and this is Java 17")
        .hasMessageContaining("WEFT_JAVA");
  }

  @Test
  void settingsOutOfRangeAreNamedWithTheirLimits() {
    assertThatThrownBy(
            () -> new RdmaSettings(RdmaSettings.Fabric.AUTO, false, 10_001, 1 << 20, 64 << 20, 256))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("spin_micros")
        .hasMessageContaining("10001; it must be 0 to 10000");
  }
}
