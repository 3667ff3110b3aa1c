package io.weft.node.metrics;

import io.weft.node.Metric;
import io.weft.node.MetricSource;
import io.weft.node.Metrics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The node's figures and those that bundles add. Safe on every thread. */
public final class AllMetrics implements Metrics {
  private static final Logger LOG = LoggerFactory.getLogger(AllMetrics.class);

  private final Metrics node;
  private final List<MetricSource> sources = new CopyOnWriteArrayList<>();

  public AllMetrics(Metrics node) {
    this.node = node;
  }

  /** Its figures are among all from now on. */
  public void add(MetricSource source) {
    sources.add(source);
  }

  /** Its figures are not among them any more. */
  public void remove(MetricSource source) {
    sources.remove(source);
  }

  @Override
  public List<Metric> all() {
    List<Metric> all = new ArrayList<>(node.all());
    for (MetricSource source : sources) {
      try {
        source.figures().stream().limit(MetricSource.MAX_FIGURES).forEach(all::add);
      } catch (RuntimeException | LinkageError e) { // a bundle that goes while it runs
        LOG.warn("the figures of {} are missing", source.getClass(), e);
      }
    }
    all.sort(
        Comparator.comparing(Metric::name)
            .thenComparing(metric -> new TreeMap<>(metric.tags()) + ""));
    return all;
  }
}
