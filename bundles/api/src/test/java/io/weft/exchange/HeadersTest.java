package io.weft.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.node.NodeId;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeadersTest {

  /** A request with so much left. */
  private record Asked(Duration remaining, int priority, Headers headers) implements Request {
    @Override
    public Object as(Type type) {
      return null;
    }

    @Override
    public String path() {
      return "a";
    }

    @Override
    public String action() {
      return "b";
    }

    @Override
    public NodeId caller() {
      return new NodeId("a".repeat(NodeId.LENGTH));
    }
  }

  @Test
  void headersAreSortedAndReplacedByName() {
    Headers headers = Headers.NONE.with("b", "1").with("a", "2").with("b", "3");

    assertThat(headers.entries().toString()).isEqualTo("{a=2, b=3}");
    assertThat(headers.get("b")).contains("3");
    assertThat(headers.without("b").without("c")).isEqualTo(new Headers(Map.of("a", "2")));
  }

  @Test
  void itsOwnHeadersWinOverThoseOfTheOthers() {
    Headers own = Headers.NONE.with("a", "own");

    assertThat(own.withAll(new Headers(Map.of("a", "other", "b", "x"))).entries())
        .isEqualTo(Map.of("a", "own", "b", "x"));
    assertThat(Headers.NONE.withAll(own)).isSameAs(own);
    assertThat(own.withAll(Headers.NONE)).isSameAs(own);
  }

  @Test
  void tooManyOrTooLongIsSaidWithTheLimit() {
    Headers full = Headers.NONE;
    for (int i = 0; i < Headers.MAX_COUNT; i++) {
      full = full.with("h" + i, "");
    }
    Headers sixteen = full;

    assertThatThrownBy(() -> sixteen.with("one-more", "")).hasMessageContaining("limit 16");
    assertThatThrownBy(() -> Headers.NONE.with("a", "x".repeat(1025)))
        .hasMessageContaining("header a of 1025 bytes (limit 1024)");
    assertThatThrownBy(() -> Headers.NONE.with("A\n", "x")).hasMessageContaining("\"A?\"");
  }

  @Test
  void withinARequestTheShorterDeadlineCounts() {
    Request request = new Asked(Duration.ofSeconds(3), 4, Headers.NONE.with("tenant", "studio"));

    assertThat(RequestOptions.DEFAULT.within(request).deadline()).contains(Duration.ofSeconds(3));
    assertThat(
            RequestOptions.DEFAULT.withDeadline(Duration.ofSeconds(1)).within(request).deadline())
        .contains(Duration.ofSeconds(1));
    assertThat(
            RequestOptions.DEFAULT.withDeadline(Duration.ofSeconds(9)).within(request).deadline())
        .contains(Duration.ofSeconds(3));
    assertThat(RequestOptions.DEFAULT.within(request).headers().get("tenant")).contains("studio");
  }

  @Test
  void withinAConversationWithoutADeadlineARequestHasOnlyItsOwn() {
    Asked endless = new Asked(Duration.ofDays(36_500), 0, Headers.NONE);
    Duration own = Duration.ofSeconds(1);

    assertThat(RequestOptions.DEFAULT.within(endless).deadline()).isEmpty();
    assertThat(RequestOptions.DEFAULT.withDeadline(own).within(endless).deadline()).contains(own);
  }

  @Test
  void withinARequestTheLargerPriorityCounts() {
    Request request = new Asked(Duration.ofSeconds(3), 4, Headers.NONE);

    assertThat(RequestOptions.DEFAULT.within(request).priority()).isEqualTo(4);
    assertThat(RequestOptions.DEFAULT.withPriority(7).within(request).priority()).isEqualTo(7);
  }
}
