package io.weft.discovery.mdns;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.weft.node.NodeId;
import io.weft.testkit.TestNetwork;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class TextFuzzTest {

  /** Whatever a TXT record holds, it is a node's with an id and a bounded record, or none. */
  @MethodSource("texts")
  @FuzzTest(maxDuration = "3s")
  void whateverComesIsReadOrRefused(byte[] bytes) {
    Text.parse(bytes)
        .ifPresent(
            text -> {
              assertThat(text.node().text()).hasSize(NodeId.LENGTH);
              assertThat(text.signedRecord().length).isLessThanOrEqualTo(bytes.length);
            });
  }

  static Stream<byte[]> texts() {
    return Stream.of(Text.of(new TestNetwork("blue").node("ann")), new byte[] {0}, new byte[0]);
  }
}
