package io.weft.node;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Adds the figures of a bundle to those of the node ({@link Metrics}), while it is registered as an
 * OSGi service. Its author bounds their number: at most {@value #MAX_FIGURES} are taken.
 */
@ConsumerType
@FunctionalInterface
public interface MetricSource {

  /** Figures that are taken of one source. */
  int MAX_FIGURES = 20_000;

  /** All its figures at the moment. Called by any thread, seldom; does not block. */
  List<Metric> figures();
}
