package io.weft.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";

  @Test
  void theExampleOfTheStandardIsReadAndWritten() {
    String header = "00-" + TRACE + "-" + SPAN + "-01";

    TraceParent read = TraceParent.parse(header).orElseThrow();

    assertThat(read).isEqualTo(new TraceParent(TRACE, SPAN, true));
    assertThat(read.header()).isEqualTo(header);
    assertThat(TraceParent.parse("00-" + TRACE + "-" + SPAN + "-00").orElseThrow().sampled())
        .isFalse();
  }

  @Test
  void laterVersionsAreReadAsFarAsTheyAreKnown() {
    assertThat(TraceParent.parse("cc-" + TRACE + "-" + SPAN + "-01-what-the-future-brings"))
        .contains(new TraceParent(TRACE, SPAN, true));
    assertThat(TraceParent.parse("00-" + TRACE + "-" + SPAN + "-09").orElseThrow().sampled())
        .as("other flags are not looked at")
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01more",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
        " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
      })
  void whatIsNotOfItsFormIsNothing(String header) {
    assertThat(TraceParent.parse(header)).isEmpty();
  }

  @Test
  void idsAreNeverZeroAndHaveAllTheirDigits() {
    TraceParent first = TraceParent.first(() -> 0, true);

    assertThat(TraceParent.parse(first.header())).contains(first);
    assertThat(TraceParent.parse(first.child(() -> 5).header()).orElseThrow().traceId())
        .isEqualTo(first.traceId());
  }
}
