package io.weft.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceStateTest {

  private static TraceState read(String header) {
    return TraceState.parse(Optional.of(header));
  }

  @Test
  void membersStayInTheirOrderAndOursComesFirst() {
    TraceState state = read("rojo=00f067aa0ba902b7, congo=t61rcWkgMzE,,tenant@vendor=x y");

    assertThat(state.with("weft", "a").header())
        .isEqualTo("weft=a,rojo=00f067aa0ba902b7,congo=t61rcWkgMzE,tenant@vendor=x y");
    assertThat(state.with("congo", "b").header())
        .isEqualTo("congo=b,rojo=00f067aa0ba902b7,tenant@vendor=x y");
  }

  @ParameterizedTest
  @ValueSource(strings = {"novalue", "=x", "Upper=x", "a=b=c", "a=\u00e9", "a=1,a=2", "a= "})
  void onePartThatIsNotOfItsFormDropsAll(String header) {
    assertThat(read(header)).isEqualTo(TraceState.NONE);
    assertThat(read("good=1," + header)).isEqualTo(TraceState.NONE);
  }

  @Test
  void moreThanAllowedIsDroppedAndOursStillHasItsPlace() {
    String many =
        IntStream.range(0, 33).mapToObj(i -> "k" + i + "=v").collect(Collectors.joining(","));
    assertThat(read(many)).isEqualTo(TraceState.NONE);

    TraceState full = read(many.substring(0, many.lastIndexOf(',')));
    assertThat(full.members()).hasSize(TraceState.MAX_MEMBERS);
    assertThat(full.with("weft", "a").members())
        .hasSize(TraceState.MAX_MEMBERS)
        .startsWith("weft=a", "k0=v")
        .doesNotContain("k31=v");
    TraceState large = read("a=" + "x".repeat(250) + ",b=" + "y".repeat(250));
    assertThat(large.with("weft", "z".repeat(100)).header().length())
        .isLessThanOrEqualTo(TraceState.MAX_LENGTH);
    assertThat(read("x".repeat(2000))).isEqualTo(TraceState.NONE);
  }
}
