package io.weft.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * Files from one process to another on this machine, from memory to memory. All contenders run all
 * the time and copy in turns; each copy is compared with its source, and what counts are ratios
 * within one turn.
 */
final class FileRace {
  static final List<String> PARTS = List.of("large", "small", "calls", "memory", "kill", "many");

  private static final String TLS = "weft-tls";
  private static final String UNIX = "weft-unix";

  /** Turns of those that run on Java before anything is counted: by then all is compiled. */
  private static final int WARM_UP = 3;

  private final Options options;
  private final MemoryFiles files;
  private final List<Target> targets = new ArrayList<>();
  private final Map<Mover.Kind, Mover> movers = new LinkedHashMap<>();
  private final List<Mover.Kind> missing = new ArrayList<>();

  private FileRace(Options options, MemoryFiles files) {
    this.options = options;
    this.files = files;
  }

  static List<Target> run(Options options, Path folder) throws IOException {
    try (MemoryFiles files = MemoryFiles.make(options.fileMib())) {
      FileRace race = new FileRace(options, files);
      try {
        if (options.includes("large") || options.includes("small")) {
          race.start();
        }
        if (options.includes("large")) {
          race.large();
        }
        if (options.includes("small")) {
          race.small();
        }
      } finally {
        race.movers.values().forEach(Mover::close);
      }
      if (options.includes("calls")) {
        race.targets.addAll(FileCalm.run(options, files));
      }
      if (options.includes("memory")) {
        race.targets.addAll(FileMemory.run(options, files));
      }
      if (options.includes("kill")) {
        race.targets.addAll(FileResume.run(options, files));
      }
      if (options.includes("many")) {
        race.targets.addAll(FileSpreading.run(options, files));
      }
      return race.targets;
    }
  }

  private void start() throws IOException {
    for (Mover.Kind kind : kinds()) {
      if (kind.missing().isEmpty()) {
        System.out.println(kind.name() + ": " + kind.description());
        movers.put(kind, kind.start(files));
      } else {
        missing.add(kind);
      }
    }
  }

  private List<Mover.Kind> kinds() {
    return List.of(
        WeftMover.Kind.tls(options),
        new NettyMover.Kind(options.java()),
        new NginxMover.Kind(),
        new ScpMover.Kind(),
        WeftMover.Kind.unix(options),
        new RsyncMover.Kind());
  }

  private void large() throws IOException {
    String title = String.format(Locale.ROOT, "a file of %,d MiB, in memory", files.bytes() >> 20);
    Map<String, List<Moved>> all = measure(title, files.large(), files.bytes(), kind -> true);
    atLeast("a file", all, TLS, "nginx-tls", 2);
    atLeast("a file", all, TLS, "netty-tls", 0.85);
    atLeast("a file", all, TLS, "scp", 1);
    atLeast("a file", all, UNIX, "rsync", 1);
  }

  private void small() throws IOException {
    long bytes = (long) MemoryFiles.SMALL_FILES * MemoryFiles.SMALL_BYTES;
    String title =
        String.format(
            Locale.ROOT,
            "%,d files of %,d bytes",
            MemoryFiles.SMALL_FILES,
            MemoryFiles.SMALL_BYTES);
    Map<String, List<Moved>> all = measure(title, files.small(), bytes, Mover.Kind::folders);
    atLeast("small files", all, TLS, "scp", 3);
    atLeast("small files", all, UNIX, "scp", 3);
    atLeast("small files", all, TLS, "rsync", 1);
    atLeast("small files", all, UNIX, "rsync", 1);
  }

  /** Some turns that are not counted, then as many as the options say; another one begins each. */
  private Map<String, List<Moved>> measure(
      String title, Path source, long bytes, Predicate<Mover.Kind> which) throws IOException {
    Map<String, List<Moved>> all = new LinkedHashMap<>();
    List<Mover.Kind> turn = new ArrayList<>(movers.keySet().stream().filter(which).toList());
    turn.forEach(each -> all.put(each.name(), new ArrayList<>()));
    for (int i = options.isQuick() ? 0 : -WARM_UP; i < options.pairs(); i++) {
      for (Mover.Kind kind : turn) {
        if (i >= -1 || kind.warms()) {
          Moved moved = Moved.measure(Objects.requireNonNull(movers.get(kind)), source, files);
          if (i >= 0) {
            all.get(kind.name()).add(moved);
          }
        }
      }
      turn.add(turn.remove(0));
    }
    List<List<String>> rows = new ArrayList<>();
    all.forEach((name, list) -> rows.add(row(name, list, bytes)));
    missing.stream()
        .filter(which)
        .forEach(
            kind -> rows.add(List.of(kind.name(), "not installed: " + kind.missing(), "", "", "")));
    Table.print(title, List.of("contender", "GB/s", "seconds", "CPU s", "CPU s a GB"), rows);
    return all;
  }

  private static List<String> row(String name, List<Moved> list, long bytes) {
    return List.of(
        name,
        spread(list, each -> bytes / 1e9 / each.seconds()).text("%.2f"),
        spread(list, Moved::seconds).text("%.2f"),
        spread(list, Moved::cpuSeconds).text("%.2f"),
        spread(list, each -> each.cpuSeconds() * 1e9 / bytes).text("%.1f"));
  }

  private static Spread spread(List<Moved> list, ToDoubleFunction<Moved> of) {
    return Spread.of(list.stream().map(of::applyAsDouble).toList());
  }

  private void atLeast(
      String what, Map<String, List<Moved>> all, String mine, String other, double wanted) {
    String title = what + ": speed, " + mine + " ÷ " + other;
    if (!all.containsKey(other)) {
      targets.add(
          Target.notRun(
              title, "not installed", "at least " + String.format(Locale.ROOT, "%.2f", wanted)));
      return;
    }
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < all.get(mine).size(); i++) {
      ratios.add(all.get(other).get(i).seconds() / all.get(mine).get(i).seconds());
    }
    targets.add(Target.atLeast(title, Spread.of(ratios), wanted, "%.2f"));
  }
}
