package io.weft.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.exchange.Ending;
import io.weft.exchange.Ending.How;
import io.weft.exchange.Headers;
import io.weft.exchange.Intercepted;
import io.weft.exchange.Interceptor.Watch;
import io.weft.node.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TracingTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final Ending FINE = new Ending(How.ANSWERED, "", Duration.ofMillis(2));

  private final List<String> lines = new ArrayList<>();
  private final AtomicLong now = new AtomicLong(1);
  private final Random random = new Random(1);
  private final SpanLog log = new SpanLog(lines::add, 3, now::get);
  private final Tracing tracing = new Tracing(100, random::nextLong, log);

  /** A request on its way. */
  private static final class Passing implements Intercepted {
    private Headers headers;

    Passing(Headers headers) {
      this.headers = headers;
    }

    @Override
    public String path() {
      return "user/find";
    }

    @Override
    public String action() {
      return "one";
    }

    @Override
    public NodeId caller() {
      return new NodeId("a".repeat(NodeId.LENGTH));
    }

    @Override
    public Duration remaining() {
      return Duration.ofSeconds(1);
    }

    @Override
    public Headers headers() {
      return headers;
    }

    @Override
    public void headers(Headers next) {
      headers = next;
    }

    TraceParent at() {
      return TraceParent.parse(headers.get("traceparent").orElseThrow()).orElseThrow();
    }
  }

  @Test
  void eachNodesPartIsBelowTheOneBefore() {
    Passing asked = new Passing(Headers.NONE.with("tenant", "studio"));
    tracing.asking(asked).ended(FINE);
    Passing served = new Passing(asked.headers());
    tracing.serving(served).ended(new Ending(How.ERROR, "no such\nuser", Duration.ofMillis(1)));

    assertThat(served.at().traceId()).isEqualTo(asked.at().traceId());
    assertThat(served.at().spanId()).isNotEqualTo(asked.at().spanId());
    assertThat(served.headers().get("tenant")).contains("studio");
    assertThat(served.headers().get("tracestate")).contains("weft=aaaaaaaa");
    assertThat(lines.get(0))
        .contains("trace=" + asked.at().traceId(), "parent=- side=asking", "micros=2000");
    assertThat(lines.get(1))
        .contains("parent=" + asked.at().spanId() + " side=serving", "how=error code=no_such_user");
  }

  @Test
  void aTraceOfAnotherSystemGoesOn() {
    Passing served =
        new Passing(
            Headers.NONE
                .with("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-00")
                .with("tracestate", "congo=t61rcWkgMzE"));

    Watch watch = tracing.serving(served);

    assertThat(served.at().traceId()).isEqualTo(TRACE);
    assertThat(served.headers().get("tracestate")).contains("weft=aaaaaaaa,congo=t61rcWkgMzE");
    assertThat(watch).as("it says that it is not kept").isSameAs(Watch.NOBODY);
  }

  @Test
  void whatIsNotOfItsFormBeginsANewTrace() {
    Passing served =
        new Passing(
            Headers.NONE.with("traceparent", "00-" + TRACE).with("tracestate", "congo=secret"));

    tracing.serving(served);

    assertThat(served.at().traceId()).isNotEqualTo(TRACE);
    assertThat(served.headers().get("tracestate")).contains("weft=aaaaaaaa");
  }

  @Test
  void asManyAreKeptAsTheSettingSays() {
    Tracing tenth = new Tracing(10, random::nextLong, log);
    int kept = 0;
    for (int i = 0; i < 10_000; i++) {
      kept += tenth.asking(new Passing(Headers.NONE)) == Watch.NOBODY ? 0 : 1;
    }

    assertThat(kept).isBetween(900, 1100);
    assertThatThrownBy(() -> new Tracing(101, random::nextLong, log))
        .hasMessageContaining("sample_percent is 101 (0 to 100)");
  }

  @Test
  void aRequestThatIsFullOfHeadersGoesOnWithoutATrace() {
    Headers full = Headers.NONE;
    for (int i = 0; i < Headers.MAX_COUNT; i++) {
      full = full.with("h" + i, "x");
    }
    Passing asked = new Passing(full);

    assertThat(tracing.asking(asked)).isSameAs(Watch.NOBODY);
    assertThat(asked.headers()).isEqualTo(full);
  }

  @Test
  void floodsAreCountedNotLogged() {
    for (int i = 0; i < 10; i++) {
      tracing.asking(new Passing(Headers.NONE)).ended(FINE);
    }
    assertThat(lines).hasSize(3);

    now.addAndGet(TimeUnit.SECONDS.toNanos(1));
    tracing.asking(new Passing(Headers.NONE)).ended(FINE);

    assertThat(lines).hasSize(5);
    assertThat(lines.get(3)).isEqualTo("7 parts of traces were not logged (log_lines_a_second 3)");
  }
}
