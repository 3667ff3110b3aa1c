package io.weft.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Streams between two processes: items of 1 KiB beside raw Netty in turns, and plain calls with and
 * without hundreds of streams beside them.
 */
final class Pours {
  private static final List<String> NAMES = List.of("weft", "netty");

  /** Conversations beside calls. */
  private static final int MANY = 200;

  /** Of Netty's items a second. */
  private static final double WANTED = 0.5;

  private static final Duration WARM_UP = Duration.ofSeconds(4);

  /**
   * Calls, one after the other.
   *
   * @param itemsPerSecond of the conversations beside them
   */
  record Calm(double p50Micros, double p99Micros, double itemsPerSecond) {
    String words() {
      return p50Micros + " " + p99Micros + " " + itemsPerSecond;
    }

    static Calm parse(String words) {
      String[] all = words.split(" ");
      return new Calm(
          Double.parseDouble(all[0]), Double.parseDouble(all[1]), Double.parseDouble(all[2]));
    }
  }

  private record Ends(WorkerProcess counter, WorkerProcess pourer) implements AutoCloseable {
    static Ends start(String java, String name, Path folder) throws IOException {
      WorkerProcess counter = WorkerProcess.start(java, "count", name, folder.toString());
      try {
        return new Ends(
            counter,
            WorkerProcess.start(java, "pour", name, folder.toString(), counter.greeting()));
      } catch (IOException e) {
        counter.close();
        throw e;
      }
    }

    @Override
    public void close() {
      pourer.close();
      counter.close();
    }
  }

  private Pours() {}

  static List<Target> run(Options options, Path folder) throws IOException {
    Map<String, Ends> all = new LinkedHashMap<>();
    try {
      for (String name : NAMES) {
        all.put(name, Ends.start(options.java(), name, folder.resolve(name)));
        System.out.println(name + ": " + Pour.named(name).description());
      }
      if (!options.isQuick()) {
        for (Ends ends : all.values()) {
          ends.pourer.ask("items " + WARM_UP.toMillis());
        }
      }
      List<Target> targets = new ArrayList<>();
      targets.add(rates(options, all));
      targets.addAll(beside(options, all.get("weft").pourer));
      return targets;
    } finally {
      all.values().forEach(Ends::close);
    }
  }

  private static Target rates(Options options, Map<String, Ends> all) throws IOException {
    Map<String, List<Double>> rates = new LinkedHashMap<>();
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < options.pairs(); i++) {
      for (Map.Entry<String, Ends> each : all.entrySet()) {
        String said = each.getValue().pourer.ask("items " + options.duration().toMillis());
        rates.computeIfAbsent(each.getKey(), any -> new ArrayList<>()).add(Double.valueOf(said));
      }
      ratios.add(rates.get("weft").get(i) / rates.get("netty").get(i));
    }
    List<List<String>> rows = new ArrayList<>();
    rates.forEach((name, list) -> rows.add(List.of(name, Spread.of(list).text("%,.0f"))));
    Table.print("Items of 1 KiB, one way", List.of("contender", "items/s"), rows);
    return Target.atLeast(
        "items of 1 KiB a second, weft ÷ netty", Spread.of(ratios), WANTED, "%.2f");
  }

  private static List<Target> beside(Options options, WorkerProcess weft) throws IOException {
    int many = options.isQuick() ? 10 : MANY;
    List<List<String>> rows = new ArrayList<>();
    List<Target> targets = new ArrayList<>();
    for (int conversations : new int[] {0, many}) {
      List<Double> p50 = new ArrayList<>();
      List<Double> p99 = new ArrayList<>();
      List<Double> items = new ArrayList<>();
      for (int i = 0; i < options.pairs(); i++) {
        String order = "beside " + options.duration().toMillis() + " " + conversations;
        Calm calm = Calm.parse(weft.ask(order));
        p50.add(calm.p50Micros());
        p99.add(calm.p99Micros());
        items.add(calm.itemsPerSecond());
      }
      String what = "calls beside " + conversations + " streams";
      rows.add(
          List.of(
              what,
              Spread.of(p50).text("%.0f"),
              Spread.of(p99).text("%.0f"),
              Spread.of(items).text("%,.0f")));
      targets.add(Target.plain(what + ", p99 µs", Spread.of(p99), "%.0f"));
    }
    Table.print(
        "Calls of 128 bytes, one at a time, beside streams of " + WeftPour.PACE + " items/s each",
        List.of("what", "p50 µs", "p99 µs", "items/s"),
        rows);
    return targets;
  }
}
