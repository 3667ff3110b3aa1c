package io.weft.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A second node starts beside one that runs, through the launcher: how long until a request of it
 * was answered, and until the two have found each other.
 */
final class StartUp {
  private static final int WANTED_MILLIS = 2_000;
  private static final int WANTED_FOUND_MILLIS = 1_000;

  private StartUp() {}

  static List<Target> run(Options options, Path folder) throws IOException {
    List<Double> answered = new ArrayList<>();
    List<Double> found = new ArrayList<>();
    Path config = folder.resolve("config");
    Path runtime = folder.resolve("runtime");
    try (WeftNode first = WeftNode.start("first", folder.resolve("first"), config, runtime)) {
      first.offer(
          WeftContender.PATH, WeftContender.ACTION, true, request -> request.as(byte[].class));
      for (int i = 0; i < options.pairs(); i++) {
        once(options, folder.resolve("second-" + i), config, runtime, first, answered, found);
      }
    }
    return List.of(
        Target.atMost(
            "start: second node's Java process to its first answered remote request, ms",
            Spread.of(answered),
            WANTED_MILLIS,
            "%.0f"),
        Target.atMost(
            "start: both ready to found each other, ms",
            Spread.of(found),
            WANTED_FOUND_MILLIS,
            "%.0f"));
  }

  private static void once(
      Options options,
      Path data,
      Path config,
      Path runtime,
      WeftNode first,
      List<Double> answered,
      List<Double> found)
      throws IOException {
    try (LauncherNode second = LauncherNode.start(options, data, config, runtime)) {
      Waiting.until("the second node to be linked", () -> first.connectedPeers() == 1);
      long foundNanos = System.nanoTime();
      Waiting.until("the answer to the second node", () -> isAnswered(second));
      answered.add((System.nanoTime() - second.begunNanos()) / 1e6);
      found.add(Math.max(0, foundNanos - second.readyNanos()) / 1e6);
    }
    Waiting.until("the second node to be gone", () -> first.connectedPeers() == 0);
  }

  /** Asks from the second node what only the first one offers. */
  private static boolean isAnswered(LauncherNode second) {
    try {
      return second.command("request", WeftContender.PATH, WeftContender.ACTION) == 0;
    } catch (IOException e) {
      return false; // asked again
    }
  }
}
