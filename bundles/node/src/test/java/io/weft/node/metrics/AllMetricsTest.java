package io.weft.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.node.Metric;
import io.weft.node.MetricSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AllMetricsTest {
  private static final Metric OWN = new Metric("weft.peers", Map.of("state", "connected"), 2);
  private static final Metric ADDED = new Metric("app.jobs", Map.of(), 3);

  private final AllMetrics metrics = new AllMetrics(() -> List.of(OWN));

  @Test
  void figuresOfBundlesAreAmongAllWhileTheyAreThere() {
    MetricSource source = () -> List.of(ADDED);
    metrics.add(source);
    assertThat(metrics.all()).containsExactly(ADDED, OWN);

    metrics.remove(source);
    assertThat(metrics.all()).containsExactly(OWN);
  }

  @Test
  void aSourceThatFailsOrHasTooManyHarmsNobody() {
    metrics.add(
        () -> {
          throw new IllegalStateException("a test");
        });
    metrics.add(() -> Collections.nCopies(MetricSource.MAX_FIGURES + 5, ADDED));

    assertThat(metrics.all()).hasSize(MetricSource.MAX_FIGURES + 1).contains(OWN);
  }
}
