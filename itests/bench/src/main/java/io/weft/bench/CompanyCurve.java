package io.weft.bench;

import io.weft.node.peers.CompanySize;
import io.weft.node.peers.NodeModel;
import io.weft.testkit.sim.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What keeping company costs and how soon deaths are noticed, in networks of growing size: the real
 * nodes' choices, heartbeats and frames, in simulated time. Standard company on a quiet LAN.
 */
final class CompanyCurve {
  private static final CompanySize SIZE = CompanySize.STANDARD;
  private static final List<Integer> NODES = List.of(100, 200, 500, 1_000);

  /** Others that each node hears of: more than its maximum, so that it must choose. */
  private static final int TOLD = 40;

  private static final Duration LATENCY = Duration.ofMillis(1);
  private static final Duration SETTLING = Duration.ofSeconds(5);
  private static final Duration MEASURED = Duration.ofSeconds(10);
  private static final Duration AFTER_DEATHS = Duration.ofSeconds(10);

  /** One node of so many dies. */
  private static final int DEAD = 10;

  /** Silence that is borne, 0.9 s, the next look, a quarter, and what a dial may save. */
  private static final int WANTED_NOTICED_MILLIS = 1_500;

  /** What the mesh costs a node may not depend on how many there are. */
  private static final double WANTED_GROWTH = 1.25;

  private static final List<String> HEAD =
      List.of(
          "nodes",
          "peers (least-most)",
          "messages/min",
          "KB/min",
          "noticed p50 ms",
          "max ms",
          "replaced p50 ms",
          "max ms",
          "whole");

  private CompanyCurve() {}

  /** One size of network. */
  private record Point(Simulation.Traffic traffic, Duration slowest, List<String> row) {}

  static List<Target> run(Options options, Path folder) throws IOException {
    List<Point> points = new ArrayList<>();
    for (int nodes : options.isQuick() ? NODES.subList(0, 1) : NODES) {
      points.add(measure(nodes, Files.createDirectory(folder.resolve(Integer.toString(nodes)))));
    }
    Table.print("Company, a node and minute", HEAD, points.stream().map(Point::row).toList());
    Point first = points.get(0);
    Point last = points.get(points.size() - 1);
    return List.of(
        Target.atMost(
            "company: messages a node, largest network ÷ smallest",
            one(last.traffic.messages() / first.traffic.messages()),
            WANTED_GROWTH,
            "%.2f"),
        Target.atMost(
            "company: a death is noticed by all who are linked with it, ms",
            one(points.stream().mapToDouble(point -> point.slowest.toMillis()).max().orElse(0)),
            WANTED_NOTICED_MILLIS,
            "%.0f"));
  }

  private static Spread one(double value) {
    return Spread.of(List.of(value));
  }

  private static Point measure(int nodes, Path folder) {
    Simulation simulation =
        new Simulation(
            new NodeModel(SIZE, nodes, folder),
            new Simulation.Setting(nodes, SIZE.target(), TOLD, LATENCY, 0, 1));
    simulation.pass(SETTLING);
    Simulation.Traffic traffic = simulation.measure(MEASURED);
    List<Integer> peers = simulation.company().values().stream().map(Set::size).sorted().toList();
    simulation.kill(IntStream.range(0, nodes / DEAD).boxed().collect(Collectors.toSet()));
    simulation.pass(AFTER_DEATHS);
    List<Duration> noticed = simulation.noticed().stream().sorted().toList();
    List<Duration> replaced = simulation.replaced().stream().sorted().toList();
    return new Point(
        traffic,
        noticed.get(noticed.size() - 1),
        List.of(
            "%,d".formatted(nodes),
            middle(peers) + " (" + peers.get(0) + "-" + peers.get(peers.size() - 1) + ")",
            String.format(Locale.ROOT, "%,.0f", traffic.messages()),
            String.format(Locale.ROOT, "%,.0f", traffic.bytes() / 1_000),
            Long.toString(middle(noticed).toMillis()),
            Long.toString(noticed.get(noticed.size() - 1).toMillis()),
            replaced.isEmpty() ? "-" : Long.toString(middle(replaced).toMillis()),
            replaced.isEmpty() ? "-" : Long.toString(replaced.get(replaced.size() - 1).toMillis()),
            simulation.isWhole() ? "yes" : "NO"));
  }

  private static <T> T middle(List<T> sorted) {
    return sorted.get(sorted.size() / 2);
  }
}
