package io.weft.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A node of the distribution that is connected with ten others and has nothing to do. */
final class Idle {

  /** As many as the target says. */
  static final int PEERS = 10;

  /**
   * What an idle node does some times a second is interpreted at first, and compiled when it has
   * been done some hundred times: only then it is idle, and not still starting.
   */
  private static final Duration SETTLE = Duration.ofMinutes(2);

  private static final Duration WATCH = Duration.ofSeconds(30);
  private static final double WANTED_PERCENT = 1;
  private static final double WANTED_MEGABYTES = 150;

  private Idle() {}

  static List<Target> run(Options options, Path folder) throws IOException {
    Path config = folder.resolve("config");
    Path runtime = folder.resolve("runtime");
    try (LauncherNode node =
        LauncherNode.start(
            options, folder.resolve("idle"), config, runtime, "--feature", "hello")) {
      node.readyNanos();
      try (WorkerProcess crowd =
          WorkerProcess.start(
              options.java(), "crowd", folder.toString(), config.toString(), runtime.toString())) {
        LockSupport.parkNanos(SETTLE.toNanos());
        double before = ProcessFigures.cpuSeconds(node.pid());
        long begun = System.nanoTime();
        LockSupport.parkNanos(WATCH.toNanos());
        double seconds = (System.nanoTime() - begun) / 1e9;
        double percent = 100 * (ProcessFigures.cpuSeconds(node.pid()) - before) / seconds;
        double megabytes = ProcessFigures.residentMegabytes(node.pid());
        return List.of(
            Target.atMost(
                "idle with " + crowd.greeting() + " peers: % of one core",
                Spread.of(List.of(percent)),
                WANTED_PERCENT,
                "%.2f"),
            Target.atMost(
                "idle with " + crowd.greeting() + " peers: resident MB",
                Spread.of(List.of(megabytes)),
                WANTED_MEGABYTES,
                "%.0f"));
      }
    }
  }
}
