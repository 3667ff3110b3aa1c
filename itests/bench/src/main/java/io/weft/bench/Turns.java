package io.weft.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Some contenders that run at the same time, and are measured in turns after a warm-up. */
final class Turns implements AutoCloseable {
  /** Calls of a scenario before anything is counted: by then its code is compiled. */
  private static final int WARM_UP_CALLS = 20_000;

  private final Options options;
  private final List<String> java;
  private final Path folder;
  private final Map<String, Pair> pairs = new LinkedHashMap<>();

  /**
   * @param java the program, perhaps after another one that starts it
   */
  Turns(Options options, List<String> java, Path folder) {
    this.options = options;
    this.java = java;
    this.folder = folder;
  }

  void start(String... names) throws IOException {
    Files.createDirectories(folder);
    for (String name : names) {
      Pair pair = Pair.start(java, name, folder);
      pairs.put(name, pair);
      System.out.println(
          name + ": " + Contender.named(name).description() + "; Java " + pair.version());
    }
  }

  /**
   * Each of them with each scenario.
   *
   * @param seconds at most for each of those
   */
  void warmUp(int seconds, Scenario... scenarios) throws IOException {
    for (Scenario scenario : options.isQuick() ? new Scenario[0] : scenarios) {
      for (Pair pair : pairs.values()) {
        long calls = 0;
        for (int second = 0; second < seconds && calls < WARM_UP_CALLS; second++) {
          calls += pair.measure(scenario, 1000).allCalls();
        }
      }
    }
  }

  /** Those named, or all, as often as the options say; another one begins each turn. */
  Map<String, List<Measurement>> measure(Scenario scenario, String... names) throws IOException {
    Map<String, Scenario> each = new LinkedHashMap<>();
    for (String name : names.length == 0 ? pairs.keySet() : List.of(names)) {
      each.put(name, scenario);
    }
    return measure(each);
  }

  /** Each with a scenario of its own. */
  Map<String, List<Measurement>> measure(Map<String, Scenario> scenarios) throws IOException {
    long millis = options.duration().toMillis();
    Map<String, List<Measurement>> all = new LinkedHashMap<>();
    for (String name : scenarios.keySet()) {
      pairs.get(name).measure(scenarios.get(name), millis); // not counted: this is new to it
      all.put(name, new ArrayList<>());
    }
    List<String> turn = new ArrayList<>(all.keySet());
    for (int i = 0; i < options.pairs(); i++) {
      for (String name : turn) {
        all.get(name).add(pairs.get(name).measure(scenarios.get(name), millis));
      }
      turn.add(turn.remove(0));
    }
    return all;
  }

  @Override
  public void close() {
    pairs.values().forEach(Pair::close);
  }
}
