package io.weft.bench;

import io.weft.discovery.gossip.GossipModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What gossip costs and how soon it spreads who comes and goes, in networks of growing size: the
 * code of the bundle, in simulated time. Of 1,000 and 9,900 nodes (a node knows 10,000 at most)
 * some hundreds gossip; the others are linked with two of them each, so that records, renewals,
 * deaths and news are as many as in a network of that size, while news has somewhat less far to go.
 */
final class GossipCurve {
  private static final List<GossipModel.Setting> SETTINGS =
      List.of(
          new GossipModel.Setting(100, 90, 16, 1),
          new GossipModel.Setting(1_000, 200, 16, 1),
          new GossipModel.Setting(9_900, 300, 16, 1));

  /** Until the first roll call is over. */
  private static final Duration SETTLING = Duration.ofMinutes(5);

  private static final Duration IDLE = Duration.ofMinutes(20);
  private static final Duration PAUSE = Duration.ofSeconds(3);
  private static final Duration SPREADING = Duration.ofSeconds(60);
  private static final Duration LEASE = Duration.ofMinutes(10);
  private static final Duration CHURNING = Duration.ofMinutes(6);
  private static final double CHURN = 0.01;
  private static final int TIMES = 10;
  private static final int KILLED = 5;

  /** What gossip costs a node may hardly depend on how many there are. */
  private static final double WANTED_GROWTH = 1.5;

  private static final List<String> HEAD =
      List.of(
          "records",
          "that gossip",
          "idle bytes/min",
          "bytes/min, 1 %/min come and go",
          "new: p50/p99/max s",
          "goodbye: p50/p99/max s",
          "killed: p50/max s",
          "all who knew it too: max s",
          "ghosts");

  private GossipCurve() {}

  /** One size of network. */
  private record Point(double idle, Duration slowest, int ghosts, List<String> row) {}

  static List<Target> run(Options options) {
    List<Point> points = new ArrayList<>();
    for (GossipModel.Setting setting : options.isQuick() ? SETTINGS.subList(0, 1) : SETTINGS) {
      points.add(measure(setting));
    }
    Table.print("Gossip, a node", HEAD, points.stream().map(Point::row).toList());
    Point first = points.get(0);
    Point last = points.get(points.size() - 1);
    return List.of(
        Target.atMost(
            "gossip: idle bytes a node, largest network ÷ smallest",
            one(last.idle / first.idle),
            WANTED_GROWTH,
            "%.2f"),
        Target.atMost(
            "gossip: a killed node is gone everywhere, s",
            one(
                points.stream()
                    .mapToDouble(point -> (double) point.slowest.toSeconds())
                    .max()
                    .orElse(0)),
            (double) LEASE.toSeconds(),
            "%.0f"),
        Target.atMost(
            "gossip: nodes that still believe in dead ones after that",
            one(points.stream().mapToDouble(Point::ghosts).sum()),
            0,
            "%.0f"));
  }

  private static Spread one(double value) {
    return Spread.of(List.of(value));
  }

  private static Point measure(GossipModel.Setting setting) {
    GossipModel model = new GossipModel(setting);
    model.pass(SETTLING);
    double idle = model.measure(IDLE).bytes();
    List<Duration> came = each(model, () -> model.join(false));
    List<Duration> left = each(model, () -> model.end(false, true));
    for (int i = 0; i < KILLED; i++) {
      model.end(false, false);
      model.pass(PAUSE);
    }
    model.pass(LEASE);
    List<Duration> killed = taken(model);
    int ghosts = model.ghosts();
    model.endUnseen();
    model.pass(LEASE);
    List<Duration> unseen = taken(model);
    ghosts += model.ghosts();
    model.churn(CHURN, CHURNING);
    double churning = model.measure(CHURNING).bytes();
    return new Point(
        idle,
        at(killed, 1),
        ghosts,
        List.of(
            "%,d".formatted(setting.records()),
            "%,d".formatted(setting.speakers()),
            String.format(Locale.ROOT, "%,.0f", idle),
            String.format(Locale.ROOT, "%,.0f", churning),
            text(came, 0.5, 0.99, 1),
            text(left, 0.5, 0.99, 1),
            text(killed, 0.5, 1),
            text(unseen, 1),
            Integer.toString(ghosts)));
  }

  private static List<Duration> each(GossipModel model, Runnable event) {
    for (int i = 0; i < TIMES; i++) {
      event.run();
      model.pass(PAUSE);
    }
    model.pass(SPREADING);
    return taken(model);
  }

  private static List<Duration> taken(GossipModel model) {
    List<Duration> heard = model.heardAfter();
    model.forget();
    return heard;
  }

  private static Duration at(List<Duration> sorted, double part) {
    return sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * part));
  }

  private static String text(List<Duration> sorted, double... parts) {
    StringBuilder text = new StringBuilder();
    for (double part : parts) {
      text.append(text.isEmpty() ? "" : " / ")
          .append(String.format(Locale.ROOT, "%.1f", at(sorted, part).toMillis() / 1e3));
    }
    return text.toString();
  }
}
