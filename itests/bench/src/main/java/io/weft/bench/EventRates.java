package io.weft.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Events of 128 bytes from one process to another, as fast as they are taken: Weft over TLS beside
 * NATS without (nats-server of Debian, jnats), in turns. Then what one publisher sends to 50
 * subscribers on 5 nodes, and how long it takes to find who listens among 10,000 subscriptions.
 */
final class EventRates {

  /** The parts, as {@code --only} names them. */
  static final List<String> PARTS = List.of("rate", "spread", "matching");

  private static final String WEFT = "Weft with TLS";
  private static final String NATS = "NATS without TLS";

  /** Of NATS's rate. */
  private static final double WANTED = 1.5;

  /** Before anything is counted: by then the code of both is compiled. */
  private static final Duration WARM_UP = Duration.ofSeconds(6);

  private EventRates() {}

  static List<Target> run(Options options, Path folder) throws IOException {
    List<Target> targets = new ArrayList<>();
    if (options.includes("rate")) {
      targets.addAll(rates(options, Files.createDirectory(folder.resolve("weft"))));
    }
    if (options.includes("spread")) {
      targets.add(EventSpread.run(options, Files.createDirectory(folder.resolve("spread"))));
    }
    if (options.includes("matching")) {
      targets.add(TopicMatching.run(options));
    }
    System.out.printf(
        Locale.ROOT,
        "%nload of the machine in the last minute: %.1f on %d processors%n",
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        Runtime.getRuntime().availableProcessors());
    return targets;
  }

  private static List<Target> rates(Options options, Path folder) throws IOException {
    Map<String, EventEnds> ends = new LinkedHashMap<>();
    Map<String, List<EventEnds.Rate>> all = new LinkedHashMap<>();
    try {
      ends.put(WEFT, EventEnds.weft(options.java(), folder));
      Optional<Path> program = NatsServer.program();
      if (program.isPresent()) {
        ends.put(NATS, EventEnds.nats(options.java(), program.get()));
      }
      for (Map.Entry<String, EventEnds> each : ends.entrySet()) {
        if (!options.isQuick()) {
          each.getValue().measure(WARM_UP);
        }
        all.put(each.getKey(), new ArrayList<>());
      }
      List<String> turn = new ArrayList<>(ends.keySet());
      for (int i = 0; i < options.pairs(); i++) {
        for (String name : turn) {
          all.get(name).add(ends.get(name).measure(options.duration()));
        }
        turn.add(turn.remove(0)); // another one begins the next turn
      }
    } finally {
      ends.values().forEach(EventEnds::close);
    }
    print(all);
    return targets(all);
  }

  private static void print(Map<String, List<EventEnds.Rate>> all) {
    List<List<String>> rows = new ArrayList<>();
    all.forEach(
        (name, list) ->
            rows.add(
                List.of(
                    name,
                    spread(list, EventEnds.Rate::perSecond).text("%,.0f"),
                    spread(list, EventEnds.Rate::lost).text("%.4f"),
                    median("%.2f", list, EventEnds.Rate::sourceMicros),
                    median("%.2f", list, EventEnds.Rate::betweenMicros),
                    median("%.2f", list, EventEnds.Rate::sinkMicros),
                    median("%,.0f", list, EventEnds.Rate::sourceBytes),
                    median("%,.0f", list, EventEnds.Rate::sinkBytes))));
    Table.print(
        "Events of 128 B, one publisher to one subscriber",
        List.of(
            "contender",
            "events/s",
            "share lost",
            "CPU µs publisher",
            "CPU µs server",
            "CPU µs subscriber",
            "B/event publisher",
            "B/event subscriber"),
        rows);
  }

  private static List<Target> targets(Map<String, List<EventEnds.Rate>> all) {
    String what = "events of 128 B, one to one: a second, Weft with TLS ÷ NATS without";
    List<EventEnds.Rate> weft = all.get(WEFT);
    List<EventEnds.Rate> nats = all.get(NATS);
    if (nats == null) {
      return List.of(Target.notRun(what, "nats-server is not installed", "at least 1.50"));
    }
    return List.of(
        Target.atLeast(what, ratio(weft, nats, EventEnds.Rate::perSecond), WANTED, "%.2f"),
        Target.plain(
            "  processor time of all processes an event, the same",
            ratio(weft, nats, EventEnds.Rate::micros),
            "%.2f"));
  }

  private static Spread ratio(
      List<EventEnds.Rate> mine, List<EventEnds.Rate> theirs, ToDoubleFunction<EventEnds.Rate> of) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < mine.size(); i++) {
      ratios.add(of.applyAsDouble(mine.get(i)) / of.applyAsDouble(theirs.get(i)));
    }
    return Spread.of(ratios);
  }

  private static Spread spread(List<EventEnds.Rate> list, ToDoubleFunction<EventEnds.Rate> of) {
    return Spread.of(list.stream().map(of::applyAsDouble).toList());
  }

  private static String median(
      String format, List<EventEnds.Rate> list, ToDoubleFunction<EventEnds.Rate> of) {
    return String.format(Locale.ROOT, format, spread(list, of).median());
  }
}
