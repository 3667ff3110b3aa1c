package io.weft.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class TraceHeadersFuzzTest {

  @MethodSource("headers")
  @FuzzTest(maxDuration = "3s")
  void whatIsReadIsWrittenAndReadAgain(byte[] bytes) {
    String header = new String(bytes, StandardCharsets.UTF_8);
    TraceParent.parse(header)
        .ifPresent(read -> assertThat(TraceParent.parse(read.header())).contains(read));
    TraceState state = TraceState.parse(Optional.of(header)).with("weft", "x");
    assertThat(state.header().length()).isLessThanOrEqualTo(TraceState.MAX_LENGTH);
    assertThat(TraceState.parse(Optional.of(state.header()))).isEqualTo(state);
  }

  static Stream<byte[]> headers() {
    return Stream.of(
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
            "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE, tenant@vendor=x")
        .map(each -> each.getBytes(StandardCharsets.UTF_8));
  }
}
