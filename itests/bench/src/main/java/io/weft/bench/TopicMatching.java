package io.weft.bench;

import io.weft.node.events.TopicPattern;
import io.weft.node.events.TopicTree;
import java.util.ArrayList;
import java.util.List;

/** Who listens to each of a thousand topics, of 10,000 subscriptions with wildcards. */
final class TopicMatching {
  private static final int PATTERNS = 10_000;

  /** To find who listens. */
  private static final double WANTED_MICROS = 2;

  private TopicMatching() {}

  static Target run(Options options) {
    TopicTree<Integer> tree = new TopicTree<>();
    for (int i = 0; i < PATTERNS; i++) {
      tree.add(TopicPattern.of("site/" + i % 100 + "/*/sensor" + i / 100 + "/**"), i);
    }
    String[] topics = new String[1000];
    for (int i = 0; i < topics.length; i++) {
      topics[i] = "site/" + i % 100 + "/room/sensor" + i % 97 + "/celsius";
    }
    List<Double> micros = new ArrayList<>();
    long[] found = new long[1];
    for (int round = -1; round < options.pairs(); round++) { // the first one warms up
      long begun = System.nanoTime();
      long end = begun + options.duration().toNanos();
      long matched = 0;
      while (System.nanoTime() - end < 0) {
        for (String topic : topics) {
          tree.match(topic, value -> found[0]++);
        }
        matched += topics.length;
      }
      if (round >= 0) {
        micros.add((System.nanoTime() - begun) / 1e3 / matched);
      }
    }
    return Target.atMost(
        "microseconds to match a topic, 10,000 subscriptions with wildcards",
        Spread.of(micros),
        WANTED_MICROS,
        "%.2f");
  }
}
