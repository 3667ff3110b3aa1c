package io.weft.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.exchange.Ending;
import io.weft.exchange.Ending.How;
import io.weft.exchange.Headers;
import io.weft.exchange.Intercepted;
import io.weft.node.Metric;
import io.weft.node.NodeId;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestMetricsTest {
  private final RequestMetrics metrics = new RequestMetrics();

  /** A request of this node. */
  private record Passing(String path, String action) implements Intercepted {
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
      return Headers.NONE;
    }

    @Override
    public void headers(Headers next) {
      throw new AssertionError("metrics change nothing");
    }
  }

  private static Ending ending(How how, int millis) {
    return new Ending(how, "", Duration.ofMillis(millis));
  }

  private double figure(String name, Map<String, String> tags) {
    return metrics.figures().stream()
        .filter(each -> each.name().equals(name) && each.tags().equals(tags))
        .mapToDouble(Metric::value)
        .sum();
  }

  @Test
  void requestsAreCountedBySideActionAndEnding() {
    Passing login = new Passing("user/auth", "login");
    metrics.asking(login).ended(ending(How.ANSWERED, 10));
    metrics.asking(login).ended(ending(How.ANSWERED, 10));
    metrics.asking(login).ended(ending(How.FAILED, 10));
    metrics.serving(login).ended(ending(How.ERROR, 3));

    Map<String, String> asked =
        Map.of("side", "asking", "service", "user/auth", "action", "login", "how", "answered");
    assertThat(figure("weft.requests", asked)).isEqualTo(2);
    Map<String, String> served =
        Map.of("side", "serving", "service", "user/auth", "action", "login", "how", "error");
    assertThat(figure("weft.requests", served)).isEqualTo(1);
    Map<String, String> longest =
        Map.of("side", "serving", "service", "user/auth", "action", "login", "stat", "max");
    assertThat(figure("weft.request.seconds", longest)).isEqualTo(0.003);
  }

  @Test
  void anActionThatIsKnownNeedsNothingNew() {
    Passing login = new Passing("user/auth", "login");

    assertThat(metrics.asking(login)).isSameAs(metrics.asking(login));
  }

  @Test
  void everNewNamesFillNoMemoryAndAreStillCounted() {
    for (int i = 0; i < 5_000; i++) {
      metrics.asking(new Passing("path" + i, "do")).ended(ending(How.FAILED, 1));
    }

    assertThat(metrics.figures().stream().map(each -> each.tags().get("service")).distinct())
        .hasSize(RequestMetrics.MAX_SERIES + 1);
    Map<String, String> others =
        Map.of("side", "asking", "service", "*", "action", "*", "how", "failed");
    assertThat(figure("weft.requests", others)).isEqualTo(4_000);
  }
}
