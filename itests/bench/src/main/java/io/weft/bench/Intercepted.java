package io.weft.bench;

import io.weft.tracing.Tracing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What interceptors cost: the same calls with none and with one on each side, in turns. */
final class Intercepted {
  private static final int SIZE_BYTES = 128;

  /** The first is compared with the others. */
  private static final List<String> CONTENDERS = List.of("weft", "weft-metrics", "weft-tracing");

  private Intercepted() {}

  /** Keeps no trace, as most requests of a busy node. */
  static Tracing tracing() {
    return Tracing.keeping(0);
  }

  static List<Target> run(Options options, Path folder) throws IOException {
    Calls calls =
        new Calls(
            new Options(
                options.pairs(),
                options.duration(),
                List.of(SIZE_BYTES),
                CONTENDERS,
                List.of(),
                options.java(),
                options.weft(),
                options.fileMib()));
    List<Target> targets = new ArrayList<>(calls.run(folder));
    Scenario busy = new Scenario(SIZE_BYTES, 256, false);
    Map<String, List<Measurement>> measured = calls.measured().get(busy);
    targets.add(
        Target.atLeast(
            busy.title() + ": calls/s, with metrics ÷ without",
            ratio(measured, "weft-metrics", Measurement::callsPerSecond),
            0.85,
            "%.2f"));
    targets.add(
        Target.atMost(
            busy.title() + ": bytes allocated a call, client, with metrics ÷ without",
            ratio(measured, "weft-metrics", Measurement::clientBytes),
            2,
            "%.2f"));
    targets.add(
        Target.atLeast(
            busy.title() + ": calls/s, with tracing ÷ without",
            ratio(measured, "weft-tracing", Measurement::callsPerSecond),
            0.3,
            "%.2f"));
    return targets;
  }

  private static Spread ratio(
      Map<String, List<Measurement>> measured, String with, ToDoubleFunction<Measurement> of) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < measured.get(with).size(); i++) {
      ratios.add(
          of.applyAsDouble(measured.get(with).get(i))
              / of.applyAsDouble(measured.get(CONTENDERS.get(0)).get(i)));
    }
    return Spread.of(ratios);
  }
}
