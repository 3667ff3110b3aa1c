package io.weft.node.metrics;

import io.weft.node.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * What has happened so often since the node started, by name and one tag. Tags come from the code,
 * never from peers, so that their number is bounded. Safe on every thread; a count is some ten
 * nanoseconds.
 */
public final class Counts {
  private record Counted(String name, String tag, String value) {}

  private final Map<Counted, LongAdder> counts = new ConcurrentHashMap<>();
  private final List<Supplier<List<Metric>>> others = new CopyOnWriteArrayList<>();

  /** It has happened once more. */
  public void add(String name, String tag, String value) {
    counts.computeIfAbsent(new Counted(name, tag, value), fresh -> new LongAdder()).increment();
  }

  /** Takes what others count into the list. */
  public void include(Supplier<List<Metric>> counted) {
    others.add(counted);
  }

  /** All that has ever happened. */
  public List<Metric> all() {
    List<Metric> all = new ArrayList<>();
    others.forEach(each -> all.addAll(each.get()));
    counts.forEach(
        (counted, count) ->
            all.add(
                new Metric(counted.name, Map.of(counted.tag, counted.value), count.doubleValue())));
    return all;
  }
}
