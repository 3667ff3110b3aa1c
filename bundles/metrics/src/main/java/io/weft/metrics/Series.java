package io.weft.metrics;

import io.weft.exchange.Ending;
import io.weft.exchange.Ending.How;
import io.weft.exchange.Interceptor.Watch;
import io.weft.node.Metric;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * The requests of one action, on one side. It is the watch of each of them: counting a request
 * makes nothing new. Safe on every thread.
 */
final class Series implements Watch {
  private final String side;
  private final String service;
  private final String action;
  private final Map<How, LongAdder> endings = new EnumMap<>(How.class);
  private final Latencies latencies = new Latencies();

  Series(String side, String service, String action) {
    this.side = side;
    this.service = service;
    this.action = action;
    for (How how : How.values()) {
      endings.put(how, new LongAdder());
    }
  }

  @Override
  public void ended(Ending ending) {
    count(ending.how()).increment();
    latencies.add(ending.took());
  }

  private LongAdder count(How how) {
    return Objects.requireNonNull(endings.get(how));
  }

  /** As {@link io.weft.node.Metrics} describes them; endings that never were are left out. */
  Stream<Metric> figures() {
    List<Metric> times =
        List.of(
            time("mean", latencies.mean()),
            time("p50", latencies.quantile(0.5)),
            time("p99", latencies.quantile(0.99)),
            time("max", latencies.max()));
    Stream<Metric> counts =
        Stream.of(How.values())
            .filter(how -> count(how).sum() > 0)
            .map(
                how ->
                    new Metric(
                        "weft.requests",
                        tags("how", how.name().toLowerCase(Locale.ROOT)),
                        count(how).sum()));
    return Stream.concat(counts, times.stream());
  }

  private Metric time(String stat, double seconds) {
    return new Metric("weft.request.seconds", tags("stat", stat), seconds);
  }

  private Map<String, String> tags(String name, String value) {
    return Map.of("side", side, "service", service, "action", action, name, value);
  }
}
