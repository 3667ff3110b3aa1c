package io.weft.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * How soon nodes of one network segment find each other and notice who goes, and what it costs to
 * be found, between hosts that are network namespaces.
 */
final class Finding {

  private static final int CROWD = 50;
  private static final int WITNESSES = 10;
  private static final int ROUNDS = 10;
  private static final double WANTED_MULTICAST_MILLIS = 300;
  private static final double WANTED_MDNS_MILLIS = 1000;
  private static final double WANTED_CROWD_MILLIS = 5000;
  private static final double WANTED_STOPPED_MILLIS = 200;
  private static final double WANTED_BYTES = 100;

  /** Until the time between two signs of life has grown to what it stays at. */
  private static final Duration SETTLE = Duration.ofMinutes(4);

  /** Some of those times. */
  private static final Duration WATCH = Duration.ofMinutes(5);

  private final Options options;
  private final Path folder;
  private final Path config;
  private final List<Target> targets = new ArrayList<>();

  private Finding(Options options, Path folder) {
    this.options = options;
    this.folder = folder;
    this.config = folder.resolve("config");
  }

  /** How soon. */
  static List<Target> run(Options options, Path folder) throws IOException {
    String obstacle = LanSegment.obstacle();
    if (!obstacle.isEmpty()) {
      return List.of(Target.notRun("discovery", obstacle, "-"));
    }
    Finding finding = new Finding(options, folder);
    int rounds = options.isQuick() ? 1 : Math.max(ROUNDS, options.pairs());
    finding.attempt("multicast", () -> finding.found("multicast", rounds, WANTED_MULTICAST_MILLIS));
    finding.attempt("mdns", () -> finding.found("mdns", rounds, WANTED_MDNS_MILLIS));
    finding.attempt("leaving", () -> finding.left(options.isQuick() ? 1 : options.pairs()));
    finding.attempt("a crowd", () -> finding.crowd("multicast", false));
    return finding.targets;
  }

  /** How many bytes: waits until all is quiet, and then for minutes. */
  static List<Target> runIdle(Options options, Path folder) throws IOException {
    String obstacle = LanSegment.obstacle();
    if (!obstacle.isEmpty()) {
      return List.of(Target.notRun("discovery-idle", obstacle, "-"));
    }
    Finding finding = new Finding(options, folder);
    finding.attempt("multicast", () -> finding.crowd("multicast", true));
    finding.attempt("both", () -> finding.crowd("multicast,mdns", true));
    return finding.targets;
  }

  private interface Part {
    void run() throws IOException;
  }

  /** A part that fails does not take the figures of the others with it. */
  private void attempt(String what, Part part) {
    try {
      part.run();
    } catch (IOException e) {
      targets.add(Target.notRun(what, String.valueOf(e.getMessage()), "-"));
    }
  }

  /** A node of the distribution starts where another one runs. */
  private void found(String source, int rounds, double wantedMillis) throws IOException {
    List<Double> linked = new ArrayList<>();
    try (LanSegment segment = LanSegment.of(1);
        WorkerProcess first = crowd(segment, source)) {
      first.ask("find");
      for (int i = 0; i < rounds; i++) {
        try (LauncherNode later = later(segment, source, i)) {
          long linkedNanos = nanos(first.ask("linked 1"));
          linked.add(Math.max(0, linkedNanos - later.readyNanos()) / 1e6);
        }
        first.ask("gone 0");
      }
    }
    targets.add(
        Target.atMost(
            source + ": later one's being ready to linked, ms",
            Spread.of(linked),
            wantedMillis,
            "%.0f"));
  }

  /** Ten nodes see one stop, and one be killed. */
  private void left(int rounds) throws IOException {
    List<Double> stopped = new ArrayList<>();
    List<Double> killed = new ArrayList<>();
    List<Double> gone = new ArrayList<>();
    try (LanSegment segment = LanSegment.of(WITNESSES);
        WorkerProcess witnesses = crowd(segment, "multicast")) {
      witnesses.ask("find");
      for (int i = 0; i < 2 * rounds; i++) {
        boolean kill = i % 2 == 1;
        try (LauncherNode leaving = later(segment, "multicast", i)) {
          witnesses.ask("linked " + WITNESSES);
          long begun = System.nanoTime();
          if (kill) {
            leaving.kill();
            killed.add((nanos(witnesses.ask("lost " + (WITNESSES - 1))) - begun) / 1e6);
          } else {
            leaving.askToStop();
            stopped.add((nanos(witnesses.ask("gone " + (WITNESSES - 1))) - begun) / 1e6);
          }
          long goneNanos = nanos(witnesses.ask("gone " + (WITNESSES - 1)));
          if (kill) {
            gone.add((goneNanos - begun) / 1e9);
          }
        }
      }
    }
    targets.add(
        Target.atMost(
            "stopped: gone for ten others, ms from the signal",
            Spread.of(stopped),
            WANTED_STOPPED_MILLIS,
            "%.0f"));
    targets.add(Target.plain("killed: lost for ten others, ms", Spread.of(killed), "%.0f"));
    targets.add(Target.plain("killed: gone for ten others, s", Spread.of(gone), "%.1f"));
  }

  /**
   * Fifty nodes in one process, each linked with a few of them, look for each other at once, and
   * are then left alone. With links from everybody to everybody the processors of one machine would
   * be what is measured.
   */
  private void crowd(String sources, boolean idle) throws IOException {
    try (LanSegment segment = LanSegment.of(CROWD);
        WorkerProcess crowd = crowd(segment, sources)) {
      long begun = System.nanoTime();
      long sentBefore = nanos(crowd.ask("sent"));
      crowd.ask("find");
      double millis = (nanos(crowd.ask("known " + (CROWD - 1))) - begun) / 1e6;
      String what = sources + ": " + CROWD + " nodes of one process all know each other, ms";
      Spread measured = Spread.of(List.of(millis));
      targets.add(Target.atMost(what, measured, WANTED_CROWD_MILLIS, "%.0f"));
      targets.add(
          Target.plain(
              sources + ": bytes that each has sent until then",
              Spread.of(List.of((nanos(crowd.ask("sent")) - sentBefore) / (double) CROWD)),
              "%.0f"));
      if (!idle || options.isQuick()) {
        return;
      }
      LockSupport.parkNanos(SETTLE.toNanos());
      long settled = nanos(crowd.ask("sent"));
      long settledNanos = System.nanoTime();
      LockSupport.parkNanos(WATCH.toNanos());
      double bytes = nanos(crowd.ask("sent")) - settled;
      double seconds = (System.nanoTime() - settledNanos) / 1e9;
      targets.add(
          Target.atMost(
              sources + ": bytes a second that an idle node of " + CROWD + " sends",
              Spread.of(List.of(bytes / seconds / CROWD)),
              WANTED_BYTES,
              "%.1f"));
      targets.add(
          Target.plain(
              sources + ": bytes a second on the segment, so that each node hears",
              Spread.of(List.of(bytes / seconds)),
              "%.0f"));
    }
  }

  private WorkerProcess crowd(LanSegment segment, String sources) throws IOException {
    List<String> java = new ArrayList<>(segment.onFirst());
    java.add(options.java());
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "lan",
                folder.resolve("crowd-" + targets.size()).toString(),
                config.toString(),
                sources));
    arguments.addAll(segment.addresses());
    return WorkerProcess.start(java, arguments.toArray(String[]::new));
  }

  private LauncherNode later(LanSegment segment, String source, int round) throws IOException {
    return LauncherNode.startBy(
        segment.onSecond(),
        options,
        folder.resolve("later-" + source + '-' + targets.size() + '-' + round),
        config,
        folder.resolve("runtime"),
        List.of("--set", "discovery_providers=" + source));
  }

  private static long nanos(String said) {
    return Long.parseLong(said);
  }
}
