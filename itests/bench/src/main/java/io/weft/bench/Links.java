package io.weft.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The transports' links beside raw Netty on the same kind of socket, in interleaved turns; what the
 * choice among links costs; and small calls beside a bulk stream.
 */
final class Links {

  private static final Scenario PING_PONG = Scenario.pingPong(128);
  private static final String UNIX = "link-unix";
  private static final String UCX = "link-rdma-plain";

  /** Before it there is no foreign function API. */
  private static final int UCX_JAVA = 22;

  /** At least so long: the heart beats once a second. */
  private static final long BESIDE_MILLIS = 3_000;

  private static final int WARM_UP_ROUNDS = 3;

  private final Options options;
  private final Path folder;
  private final List<Target> targets = new ArrayList<>();

  private Links(Options options, Path folder) {
    this.options = options;
    this.folder = folder;
  }

  static List<Target> run(Options options, Path folder) throws IOException {
    Links links = new Links(options, folder);
    links.withinTheMachine();
    links.tls();
    links.quic();
    links.targets.addAll(Choosing.run(options));
    links.beside("weft");
    return links.targets;
  }

  private void withinTheMachine() throws IOException {
    List<String> names = new ArrayList<>(List.of(UNIX, "netty-unix", "link-tcp"));
    String why = whyNoUcx();
    if (why.isEmpty()) {
      names.add(UCX);
    }
    try (Arms arms = Arms.start(options, folder, names)) {
      Map<String, List<Measurement>> calls = arms.measure(Links::pingPong);
      print(PING_PONG.title() + ", within the machine", calls, "p50 µs", Measurement::p50Micros);
      most(calls, UNIX, "netty-unix", 1.5);
      most(calls, UNIX, "link-tcp", 1);
      if (why.isEmpty()) {
        most(calls, UCX, UNIX, 0.7);
      } else {
        targets.add(
            Target.notRun(
                "128 B, ping-pong: p50, UCX shared memory ÷ " + UNIX, why, "at most 0.70"));
      }
      arms.closeAllBut(List.of(UNIX, "netty-unix"));
      bulk(arms, "Unix socket", UNIX, "netty-unix", 0.8);
    }
  }

  private void tls() throws IOException {
    try (Arms arms = Arms.start(options, folder, List.of("link-tcp", "netty"))) {
      bulk(arms, "TCP with TLS", "link-tcp", "netty", 0.85);
    }
  }

  private void quic() throws IOException {
    try (Arms arms = Arms.start(options, folder, List.of("link-quic", "netty-quic"))) {
      Map<String, List<Measurement>> calls = arms.measure(Links::pingPong);
      print(PING_PONG.title() + ", QUIC", calls, "p50 µs", Measurement::p50Micros);
      most(calls, "link-quic", "netty-quic", 1.5);
      bulk(arms, "QUIC", "link-quic", "netty-quic", 0.8);
    }
  }

  /** Small calls and heartbeats, with and without a bulk stream between the same nodes. */
  private void beside(String contender) throws IOException {
    long millis = Math.max(BESIDE_MILLIS, options.duration().toMillis());
    List<Beside> alone = new ArrayList<>();
    List<Beside> loaded = new ArrayList<>();
    try (Pair pair = Pair.start(options.java(), contender, folder)) {
      for (int i = 0; i < WARM_UP_ROUNDS && !options.isQuick(); i++) {
        pair.measureBeside(true, options.duration().toMillis());
      }
      for (int i = 0; i < options.pairs(); i++) {
        alone.add(pair.measureBeside(false, millis));
        loaded.add(pair.measureBeside(true, millis));
      }
    }
    Table.print(
        contender + ": small calls and heartbeats beside bulk",
        List.of("", "call p50 µs", "call p99 µs", "heartbeat µs", "heartbeats", "bulk MB/s"),
        List.of(row("alone", alone), row("beside bulk", loaded)));
  }

  private static List<String> row(String name, List<Beside> all) {
    List<Double> beats = all.stream().flatMap(each -> each.heartbeatMicros().stream()).toList();
    return List.of(
        name,
        spread(all, Beside::p50Micros).text("%.0f"),
        spread(all, Beside::p99Micros).text("%.0f"),
        beats.isEmpty() ? "-" : Spread.of(beats).text("%.0f"),
        String.valueOf(beats.size()),
        spread(all, each -> each.bulkBytesPerSecond() / 1e6).text("%.0f"));
  }

  private void bulk(Arms arms, String what, String ours, String theirs, double wanted)
      throws IOException {
    Map<String, List<Measurement>> bulk = arms.measure(Pair::measureBulk);
    print("1 MiB frames one way, " + what, bulk, "MB/s", Links::megabytes);
    targets.add(
        Target.atLeast(
            "1 MiB frames one way: bytes/s, " + ours + " ÷ " + theirs,
            ratio(bulk, ours, theirs, Links::megabytes),
            wanted,
            "%.2f"));
  }

  private void most(Map<String, List<Measurement>> all, String ours, String theirs, double wanted) {
    targets.add(
        Target.atMost(
            PING_PONG.title() + ": p50, " + ours + " ÷ " + theirs,
            ratio(all, ours, theirs, Measurement::p50Micros),
            wanted,
            "%.2f"));
  }

  private String whyNoUcx() throws IOException {
    try (Pair pair = Pair.start(options.java(), UNIX, folder)) {
      Runtime.Version version = Runtime.Version.parse(pair.version());
      if (version.feature() < UCX_JAVA) {
        return "Java " + version.feature() + ", needs " + UCX_JAVA;
      }
    }
    try {
      Pair.start(options.java(), UCX, folder).close();
      return "";
    } catch (IOException e) {
      return "UCX did not open"; // its process has said why
    }
  }

  private static Measurement pingPong(Pair pair, long millis) throws IOException {
    return pair.measure(PING_PONG, millis);
  }

  private static double megabytes(Measurement measured) {
    return measured.callsPerSecond() * BulkStream.FRAME_BYTES / 1e6;
  }

  private static void print(
      String title,
      Map<String, List<Measurement>> all,
      String unit,
      ToDoubleFunction<Measurement> figure) {
    List<List<String>> rows = new ArrayList<>();
    all.forEach(
        (name, list) ->
            rows.add(
                List.of(
                    name,
                    spread(list, figure).text("%.1f"),
                    median(list, Measurement::clientCpuMicros),
                    median(list, Measurement::serverCpuMicros),
                    median(list, Measurement::clientBytes),
                    median(list, Measurement::serverBytes))));
    Table.print(
        title,
        List.of(
            "contender",
            unit,
            "CPU µs client",
            "CPU µs server",
            "B/frame client",
            "B/frame server"),
        rows);
  }

  private static String median(List<Measurement> list, ToDoubleFunction<Measurement> of) {
    return String.format(Locale.ROOT, "%,.0f", spread(list, of).median());
  }

  private static <T> Spread spread(List<T> list, ToDoubleFunction<T> of) {
    return Spread.of(list.stream().map(of::applyAsDouble).toList());
  }

  private static Spread ratio(
      Map<String, List<Measurement>> all,
      String ours,
      String theirs,
      ToDoubleFunction<Measurement> of) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < all.get(ours).size(); i++) {
      ratios.add(of.applyAsDouble(all.get(ours).get(i)) / of.applyAsDouble(all.get(theirs).get(i)));
    }
    return Spread.of(ratios);
  }
}
