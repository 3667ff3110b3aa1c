package io.weft.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Calls between two nodes while a file takes all that the link between them can carry. */
final class FileCalm {

  /** Calls a second: far from what loads a node, enough for a p99 of a few seconds. */
  private static final int RATE = 500;

  private static final double WANTED = 3;

  /** The greeting's parameters, 128 bytes with the quotes. */
  private static final String PARAMS = "{\"name\": \"" + "x".repeat(116) + "\"}";

  private static final Pattern P99 = Pattern.compile("\"p99Millis\": *([0-9.]+)");

  private FileCalm() {}

  static List<Target> run(Options options, MemoryFiles files) throws IOException {
    List<Double> alone = new ArrayList<>();
    List<Double> beside = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    try (WeftMover pair = WeftMover.Kind.tls(options).start(files)) {
      String seconds = Math.max(1, Math.round(options.duration().toMillis() / 1000.0)) + "s";
      for (int i = 0; i < 2; i++) { // not counted: by then all is compiled
        pair.move(files.large());
        files.demandSame(files.large());
        p99Millis(pair, seconds);
      }
      for (int i = 0; i < options.pairs(); i++) {
        Aside file = Aside.begin(() -> pair.move(files.large()));
        double with = 0;
        int times = 0;
        for (; !file.isDone(); times++) {
          with = Math.max(with, p99Millis(pair, seconds));
        }
        file.await();
        files.demandSame(files.large()); // not meanwhile: that takes a processor
        double without = 0; // the worst of as many times
        for (int time = 0; time < times; time++) {
          without = Math.max(without, p99Millis(pair, seconds));
        }
        alone.add(without);
        beside.add(with);
        ratios.add(with / without);
      }
    }
    return List.of(
        Target.plain("128 B calls alone, " + RATE + " a second: p99 ms", Spread.of(alone), "%.2f"),
        Target.plain("the same beside a file: p99 ms", Spread.of(beside), "%.2f"),
        Target.atMost("128 B calls: p99 beside a file ÷ alone", Spread.of(ratios), WANTED, "%.2f"));
  }

  private static double p99Millis(WeftMover pair, String duration) throws IOException {
    String said =
        pair.sender()
            .ask(
                "request",
                "hello",
                "greet",
                PARAMS,
                "--to",
                "bob",
                "--rate",
                String.valueOf(RATE),
                "--for",
                duration,
                "--json");
    Matcher figure = P99.matcher(said);
    if (!figure.find()) {
      throw new IOException("weft request said no p99:\n" + said.toLowerCase(Locale.ROOT));
    }
    return Double.parseDouble(figure.group(1));
  }
}
