package io.weft.metrics;

import io.weft.exchange.Intercepted;
import io.weft.exchange.Interceptor;
import io.weft.node.Metric;
import io.weft.node.MetricSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Counts requests and how long they took, for each service and action that this node asks or
 * serves. First on the way in, so that it sees what others refuse and take. Safe on every thread.
 */
@Component(
    service = {Interceptor.class, MetricSource.class},
    property = "service.ranking:Integer=1000")
public final class RequestMetrics implements Interceptor, MetricSource {

  /**
   * Actions that are counted apart, on both sides together: 2 MB. What comes then is counted as
   * {@code *}: whoever asks for ever new names fills no memory.
   */
  static final int MAX_SERIES = 1000;

  private static final String OTHERS = "*";

  private final Side asking = new Side("asking");
  private final Side serving = new Side("serving");
  private final AtomicInteger series = new AtomicInteger();

  @Activate
  public RequestMetrics() {}

  @Override
  public Watch asking(Intercepted request) {
    return asking.of(request.path(), request.action());
  }

  @Override
  public Watch serving(Intercepted request) {
    return serving.of(request.path(), request.action());
  }

  @Override
  public List<Metric> figures() {
    return Stream.of(asking, serving).flatMap(Side::all).flatMap(Series::figures).toList();
  }

  /** Found by two look-ups, without a key that is made for it. */
  private final class Side {
    private final String name;
    private final Series others;
    private final Map<String, Map<String, Series>> known = new ConcurrentHashMap<>();

    Side(String name) {
      this.name = name;
      this.others = new Series(name, OTHERS, OTHERS);
    }

    Series of(String path, String action) {
      Map<String, Series> actions = known.get(path);
      Series found = actions == null ? null : actions.get(action);
      return found == null ? first(path, action) : found;
    }

    private Series first(String path, String action) {
      if (series.get() >= MAX_SERIES) {
        return others;
      }
      return known
          .computeIfAbsent(path, fresh -> new ConcurrentHashMap<>())
          .computeIfAbsent(
              action,
              fresh -> {
                series.incrementAndGet();
                return new Series(name, path, action);
              });
    }

    Stream<Series> all() {
      Stream<Series> apart = known.values().stream().flatMap(actions -> actions.values().stream());
      return series.get() < MAX_SERIES ? apart : Stream.concat(apart, Stream.of(others));
    }
  }
}
