package io.weft.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Some contenders that run at the same time and are measured in turns. */
final class Arms implements AutoCloseable {

  private static final int WARM_UP_ROUNDS = 2;

  private final Options options;
  private final Map<String, Pair> pairs = new LinkedHashMap<>();

  private Arms(Options options) {
    this.options = options;
  }

  /** One way to measure a contender for some time. */
  interface Measuring {
    Measurement measure(Pair pair, long millis) throws IOException;
  }

  /** Starts them and warms them up. */
  static Arms start(Options options, Path folder, List<String> names) throws IOException {
    Arms arms = new Arms(options);
    try {
      for (String name : names) {
        Pair pair = Pair.start(options.java(), name, folder);
        arms.pairs.put(name, pair);
        System.out.println(
            name + ": " + Contender.named(name).description() + "; Java " + pair.version());
      }
      arms.warmUp();
      return arms;
    } catch (IOException e) {
      arms.close();
      throw e;
    }
  }

  private void warmUp() throws IOException {
    for (int i = 0; i < WARM_UP_ROUNDS && !options.isQuick(); i++) {
      for (Pair pair : pairs.values()) {
        pair.measure(new Scenario(128, 64, false), 1000);
        pair.measureBulk(500);
      }
    }
  }

  /** All of them, as often as the options say; another one begins each turn. */
  Map<String, List<Measurement>> measure(Measuring measuring) throws IOException {
    long millis = options.duration().toMillis();
    Map<String, List<Measurement>> all = new LinkedHashMap<>();
    for (Map.Entry<String, Pair> pair : pairs.entrySet()) {
      measuring.measure(pair.getValue(), millis); // not counted: this is new to it
      all.put(pair.getKey(), new ArrayList<>());
    }
    List<String> turn = new ArrayList<>(pairs.keySet());
    for (int i = 0; i < options.pairs(); i++) {
      for (String name : turn) {
        all.get(name).add(measuring.measure(pairs.get(name), millis));
      }
      turn.add(turn.remove(0));
    }
    return all;
  }

  void closeAllBut(List<String> kept) {
    List<String> going = pairs.keySet().stream().filter(name -> !kept.contains(name)).toList();
    going.forEach(name -> pairs.remove(name).close());
  }

  @Override
  public void close() {
    pairs.values().forEach(Pair::close);
    pairs.clear();
  }
}
