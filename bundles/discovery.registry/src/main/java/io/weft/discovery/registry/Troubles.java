package io.weft.discovery.registry;

import io.weft.discovery.SightingSink;
import io.weft.discovery.registry.Sheet.Problem;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What does not work at the moment, by file or URL, as the sink is told. Used by one thread. */
final class Troubles {

  private final SightingSink sink;
  private final Map<String, Set<String>> places = new HashMap<>();
  private final Map<String, String> besides = new HashMap<>();

  Troubles(SightingSink sink) {
    this.sink = sink;
  }

  /** This, and nothing else, is wrong there; the sink folds what it has heard before. */
  void of(String unit, List<Problem> problems) {
    of(unit, problems, Set.of());
  }

  /**
   * The same.
   *
   * @param known places of which the sink knows by itself that something is wrong
   */
  void of(String unit, List<Problem> problems, Set<String> known) {
    besides.remove(unit);
    Set<String> now = new HashSet<>(known);
    problems.forEach(problem -> now.add(problem.place()));
    Set<String> before = now.isEmpty() ? places.remove(unit) : places.put(unit, now);
    if (before != null) {
      before.stream().filter(place -> !now.contains(place)).forEach(sink::recovered);
    }
    problems.forEach(problem -> sink.failed(problem.place(), problem.reason()));
  }

  /** This is wrong as well: whether the rest still is cannot be seen. */
  void besides(String unit, Problem problem) {
    Set<String> all = places.computeIfAbsent(unit, fresh -> new HashSet<>());
    String before = besides.put(unit, problem.place());
    if (before != null && !before.equals(problem.place()) && all.remove(before)) {
      sink.recovered(before);
    }
    all.add(problem.place());
    sink.failed(problem.place(), problem.reason());
  }
}
