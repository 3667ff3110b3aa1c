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
 * What payloads cost beside what others make of them. All contenders of a part run all the time and
 * are measured in turns; what counts are ratios within one turn.
 */
final class Compare {
  private static final Scenario MANY = new Scenario(128, 256, false);
  private static final Scenario SOME = new Scenario(128, 64, false);
  private static final Scenario THREADS = new Scenario(128, 64, true);
  private static final Scenario LARGE = new Scenario(64 * 1024, 16, false);

  /** A wire of the slow kind, on which a payload of 64 KiB takes 5 ms. */
  private static final String RATE = "100mbit";

  /** The parts, as {@code --only} names them. */
  static final List<String> PARTS =
      List.of("small", "large", "half-load", "batching", "packing", "slow-wire", "look-ups");

  /** For each contender and scenario, at most. */
  private static final int WARM_UP_SECONDS = 6;

  /** On a wire that carries 200 large calls a second there is nothing to wait for. */
  private static final int WARM_UP_SECONDS_SLOW = 1;

  private final Options options;
  private final List<Target> targets = new ArrayList<>();

  Compare(Options options) {
    this.options = options;
  }

  /** Measures and prints the parts that were asked for. */
  List<Target> run(Path folder) throws IOException {
    List<String> java = List.of(options.java());
    others(java, folder.resolve("others"));
    if (options.includes("batching")) {
      batching(java, folder.resolve("batching"));
    }
    if (options.includes("packing")) {
      packing("", java, folder.resolve("packing"), WARM_UP_SECONDS);
    }
    if (options.includes("slow-wire")) {
      slowWire(folder.resolve("slow"));
    }
    if (options.includes("look-ups")) {
      targets.addAll(Lookups.run(options));
    }
    return targets;
  }

  private void others(List<String> java, Path folder) throws IOException {
    if (options.includes("small") || options.includes("large")) {
      try (Turns turns = new Turns(options, java, folder)) {
        turns.start("weft", "netty", "grpc", "grpc-tls");
        turns.warmUp(WARM_UP_SECONDS, SOME, THREADS, LARGE);
        if (options.includes("small")) {
          small(turns);
        }
        if (options.includes("large")) {
          large(turns);
        }
      }
    }
    if (options.includes("half-load")) {
      halfLoad(java, folder.resolveSibling("half"));
    }
  }

  private void slowWire(Path folder) throws IOException {
    String obstacle = LanSegment.obstacle();
    if (!obstacle.isEmpty()) {
      targets.add(Target.notRun("64 KiB on a slow wire", obstacle, "-"));
      return;
    }
    try (SlowWire wire = SlowWire.of(RATE)) {
      packing(", 100 Mb/s", wire.before(options.java()), folder, WARM_UP_SECONDS_SLOW);
    }
  }

  private void small(Turns turns) throws IOException {
    Map<String, List<Measurement>> many = turns.measure(MANY);
    print(MANY.title(), many);
    atLeast(MANY.title(), many, "grpc", 5);
    atLeast(MANY.title(), many, "netty", 0.7);
    Map<String, List<Measurement>> threads = turns.measure(THREADS, "weft", "netty");
    print(THREADS.title(), threads);
    atLeast(THREADS.title(), threads, "netty", 1.2);
    Map<String, List<Measurement>> some = turns.measure(SOME, "weft", "netty");
    print(SOME.title(), some);
    List<Measurement> own = some.get("weft");
    atMost(SOME.title() + ": bytes allocated a call, client", own, Measurement::clientBytes, 300);
    atMost(SOME.title() + ": bytes allocated a call, server", own, Measurement::serverBytes, 300);
    atMost(
        SOME.title() + ": CPU µs a call, both sides",
        own,
        each -> each.clientCpuMicros() + each.serverCpuMicros(),
        4);
  }

  private void large(Turns turns) throws IOException {
    Map<String, List<Measurement>> large = turns.measure(LARGE);
    print(LARGE.title(), large);
    atLeast(LARGE.title(), large, "grpc-tls", 5);
    plain(LARGE.title(), large, "netty");
  }

  /**
   * Half of what 64 in flight carried, each contender its own. Nothing else runs meanwhile: what
   * two processors have to do besides is in the longest of these times.
   */
  private void halfLoad(List<String> java, Path folder) throws IOException {
    try (Turns turns = new Turns(options, java, folder)) {
      turns.start("weft", "netty");
      turns.warmUp(WARM_UP_SECONDS, SOME);
      Map<String, Scenario> paced = new LinkedHashMap<>();
      turns
          .measure(SOME)
          .forEach(
              (name, full) -> {
                double rate = spread(full, Measurement::callsPerSecond).median();
                paced.put(name, Scenario.paced(SOME.size(), (int) (rate / 2)));
              });
      Map<String, List<Measurement>> all = turns.measure(paced);
      Table.print(
          "128 B, at half of what 64 in flight carry",
          List.of("contender", "calls/s", "p50 µs", "p99 µs"),
          all.entrySet().stream()
              .map(
                  each ->
                      List.of(
                          each.getKey(),
                          spread(each.getValue(), Measurement::callsPerSecond).text("%,.0f"),
                          spread(each.getValue(), Measurement::p50Micros).text("%,.0f"),
                          spread(each.getValue(), Measurement::p99Micros).text("%,.0f")))
              .toList());
      for (String name : all.keySet()) {
        Spread ratio =
            spread(all.get(name), each -> each.p99Micros() / Math.max(1, each.p50Micros()));
        String what = "128 B, half load: p99 ÷ p50, " + name;
        targets.add(
            name.equals("weft")
                ? Target.atMost(what, ratio, 5, "%.2f")
                : Target.plain(what, ratio, "%.2f"));
      }
    }
  }

  /** With one flush for all that is ready, and with one for each frame. */
  private void batching(List<String> java, Path folder) throws IOException {
    try (Turns turns = new Turns(options, java, folder)) {
      turns.start("weft", "weft-unbatched");
      turns.warmUp(WARM_UP_SECONDS, SOME, THREADS);
      for (Scenario scenario : List.of(SOME, MANY, THREADS)) {
        Map<String, List<Measurement>> all = turns.measure(scenario);
        print(scenario.title() + ", with and without batches", all);
        plain(scenario.title(), all, "weft-unbatched");
      }
    }
  }

  private void packing(String where, List<String> java, Path folder, int warmUpSeconds)
      throws IOException {
    try (Turns turns = new Turns(options, java, folder)) {
      turns.start("weft", "weft-zstd", "weft-lz4");
      turns.warmUp(warmUpSeconds, SOME, LARGE.of(Filling.TEXT), LARGE.of(Filling.NOISE));
      for (Filling filling : List.of(Filling.TEXT, Filling.NOISE)) {
        Scenario scenario = LARGE.of(filling);
        Map<String, List<Measurement>> all = turns.measure(scenario);
        print(scenario.title() + where, all);
        for (String name : List.of("weft-zstd", "weft-lz4")) {
          targets.add(
              Target.plain(
                  scenario.title() + where + ": calls/s, " + name + " ÷ weft",
                  ratio(all, name, "weft"),
                  "%.2f"));
        }
      }
    }
  }

  // ---- figures

  private static void print(String title, Map<String, List<Measurement>> all) {
    List<List<String>> rows = new ArrayList<>();
    all.forEach(
        (name, list) ->
            rows.add(
                List.of(
                    name,
                    figure("%,.0f", list, Measurement::callsPerSecond),
                    list.get(0).p50Nanos() > 0 ? figure("%.0f", list, Measurement::p50Micros) : "",
                    list.get(0).p50Nanos() > 0 ? figure("%.0f", list, Measurement::p99Micros) : "",
                    figure("%,.0f", list, Measurement::clientBytes),
                    figure("%,.0f", list, Measurement::serverBytes),
                    figure("%.2f", list, Measurement::clientCpuMicros),
                    figure("%.2f", list, Measurement::serverCpuMicros))));
    Table.print(
        title,
        List.of(
            "contender",
            "calls/s",
            "p50 µs",
            "p99 µs",
            "B/call client",
            "B/call server",
            "CPU µs client",
            "CPU µs server"),
        rows);
  }

  private static String figure(
      String format, List<Measurement> list, ToDoubleFunction<Measurement> of) {
    return String.format(Locale.ROOT, format, spread(list, of).median());
  }

  private static Spread spread(List<Measurement> list, ToDoubleFunction<Measurement> of) {
    return Spread.of(list.stream().map(of::applyAsDouble).toList());
  }

  private static Spread ratio(Map<String, List<Measurement>> all, String mine, String other) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < all.get(mine).size(); i++) {
      ratios.add(all.get(mine).get(i).callsPerSecond() / all.get(other).get(i).callsPerSecond());
    }
    return Spread.of(ratios);
  }

  private void atLeast(
      String title, Map<String, List<Measurement>> all, String other, double wanted) {
    targets.add(
        Target.atLeast(
            title + ": calls/s, weft ÷ " + other, ratio(all, "weft", other), wanted, "%.2f"));
  }

  private void plain(String title, Map<String, List<Measurement>> all, String other) {
    targets.add(
        Target.plain(title + ": calls/s, weft ÷ " + other, ratio(all, "weft", other), "%.2f"));
  }

  private void atMost(
      String what, List<Measurement> list, ToDoubleFunction<Measurement> of, double wanted) {
    targets.add(Target.atMost(what, spread(list, of), wanted, wanted < 10 ? "%.2f" : "%.0f"));
  }
}
