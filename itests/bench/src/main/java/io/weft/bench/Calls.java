package io.weft.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Echo between two processes. All contenders run all the time and are measured in turns, so that
 * what else the machine does meets all of them; what counts are ratios within one turn.
 */
final class Calls {

  /** The size that the targets are about, in bytes. */
  private static final int TARGET_SIZE = 128;

  /** Calls before anything is counted: by then all code on the path is compiled. */
  private static final int WARM_UP_CALLS = 200_000;

  /** But no longer than this for each contender, in seconds. */
  private static final int WARM_UP_SECONDS = 30;

  private final Options options;
  private final Map<Scenario, Map<String, List<Measurement>>> measured = new LinkedHashMap<>();

  Calls(Options options) {
    this.options = options;
  }

  /** Measures and prints all scenarios. */
  List<Target> run(Path folder) throws IOException {
    Map<String, Pair> pairs = new LinkedHashMap<>();
    try {
      for (String name : options.contenders()) {
        pairs.put(name, Pair.start(options.java(), name, folder));
      }
      pairs.forEach(
          (name, pair) ->
              System.out.println(
                  name + ": " + Contender.named(name).description() + "; Java " + pair.version()));
      if (!options.isQuick()) {
        for (Pair pair : pairs.values()) {
          warmUp(pair);
        }
      }
      for (Scenario scenario : Scenario.of(options.sizes())) {
        measure(scenario, pairs);
        print(scenario);
      }
    } finally {
      pairs.values().forEach(Pair::close);
    }
    return targets();
  }

  /** All measurements of a scenario, by contender. */
  Map<Scenario, Map<String, List<Measurement>>> measured() {
    return measured;
  }

  private static void warmUp(Pair pair) throws IOException {
    long calls = 0;
    for (int second = 0; second < WARM_UP_SECONDS && calls < WARM_UP_CALLS; second++) {
      calls += pair.measure(new Scenario(TARGET_SIZE, 64, second % 2 == 1), 1000).allCalls();
    }
  }

  private void measure(Scenario scenario, Map<String, Pair> pairs) throws IOException {
    long millis = options.duration().toMillis();
    Map<String, List<Measurement>> all = new LinkedHashMap<>();
    for (Map.Entry<String, Pair> pair : pairs.entrySet()) {
      pair.getValue().measure(scenario, millis); // not counted: this way of calling is new to it
      all.put(pair.getKey(), new ArrayList<>());
    }
    List<String> turn = new ArrayList<>(pairs.keySet());
    for (int i = 0; i < options.pairs(); i++) {
      for (String name : turn) {
        all.get(name).add(pairs.get(name).measure(scenario, millis));
      }
      turn.add(turn.remove(0)); // another one begins the next turn
    }
    measured.put(scenario, all);
  }

  private void print(Scenario scenario) {
    List<List<String>> rows = new ArrayList<>();
    Map<String, List<Measurement>> all = measured.get(scenario);
    String first = options.contenders().get(0);
    all.forEach(
        (name, list) ->
            rows.add(
                List.of(
                    name,
                    figure("%,.0f", list, Measurement::callsPerSecond),
                    scenario.isPingPong() ? figure("%.1f", list, Measurement::p50Micros) : "",
                    scenario.isPingPong() ? figure("%.1f", list, Measurement::p99Micros) : "",
                    figure("%,.0f", list, Measurement::clientBytes),
                    figure("%,.0f", list, Measurement::serverBytes),
                    figure("%.2f", list, Measurement::clientCpuMicros),
                    figure("%.2f", list, Measurement::serverCpuMicros),
                    name.equals(first)
                        ? ""
                        : ratio(scenario, name, Measurement::callsPerSecond).text("%.2f"))));
    Table.print(
        scenario.title(),
        List.of(
            "contender",
            "calls/s",
            "p50 µs",
            "p99 µs",
            "B/call client",
            "B/call server",
            "CPU µs client",
            "CPU µs server",
            first + "'s calls/s ÷ its"),
        rows);
  }

  private static String figure(
      String format, List<Measurement> list, ToDoubleFunction<Measurement> of) {
    return String.format(Locale.ROOT, format, spread(list, of).median());
  }

  private static Spread spread(List<Measurement> list, ToDoubleFunction<Measurement> of) {
    return Spread.of(list.stream().map(of::applyAsDouble).toList());
  }

  /** The first contender's figure divided by the other's, pair by pair. */
  private Spread ratio(Scenario scenario, String other, ToDoubleFunction<Measurement> of) {
    List<Measurement> mine = measured.get(scenario).get(options.contenders().get(0));
    List<Measurement> theirs = measured.get(scenario).get(other);
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < mine.size(); i++) {
      ratios.add(of.applyAsDouble(mine.get(i)) / of.applyAsDouble(theirs.get(i)));
    }
    return Spread.of(ratios);
  }

  private List<Target> targets() {
    List<Target> targets = new ArrayList<>();
    if (!options.contenders().get(0).equals("weft") || !options.sizes().contains(TARGET_SIZE)) {
      return targets;
    }
    Scenario pingPong = Scenario.pingPong(TARGET_SIZE);
    Scenario some = new Scenario(TARGET_SIZE, 64, false);
    Scenario many = new Scenario(TARGET_SIZE, 256, false);
    Scenario threads = new Scenario(TARGET_SIZE, 64, true);
    if (options.contenders().contains("grpc")) {
      targets.add(rate(some, "grpc", 3));
    }
    if (options.contenders().contains("netty")) {
      targets.add(rate(some, "netty", 0.6));
      targets.add(rate(many, "netty", 0.6));
      targets.add(rate(threads, "netty", 1));
    }
    if (options.contenders().contains("grpc")) {
      targets.add(latency(pingPong, "grpc", 0.8));
    }
    if (options.contenders().contains("netty")) {
      targets.add(latency(pingPong, "netty", 1.3));
    }
    List<Measurement> own = measured.get(some).get("weft");
    targets.add(
        Target.atMost(
            some.title() + ": bytes allocated a call, client",
            spread(own, Measurement::clientBytes),
            300,
            "%.0f"));
    targets.add(
        Target.atMost(
            some.title() + ": bytes allocated a call, server",
            spread(own, Measurement::serverBytes),
            300,
            "%.0f"));
    return targets;
  }

  private Target rate(Scenario scenario, String other, double wanted) {
    return Target.atLeast(
        scenario.title() + ": calls/s, weft ÷ " + other,
        ratio(scenario, other, Measurement::callsPerSecond),
        wanted,
        "%.2f");
  }

  private Target latency(Scenario scenario, String other, double wanted) {
    return Target.atMost(
        scenario.title() + ": p50, weft ÷ " + other,
        ratio(scenario, other, Measurement::p50Micros),
        wanted,
        "%.2f");
  }
}
