package io.weft.bench;

import io.weft.exchange.Exchange;
import io.weft.exchange.Reply;
import io.weft.exchange.RequestException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A peer's process is killed while a request waits for it: how long until the request has failed as
 * unknown, and until the peer is shown as lost.
 */
final class Killed {

  /** What a handler returns that has no answer yet. */
  static final CompletableFuture<Object> NEVER = new CompletableFuture<>();

  private static final int WANTED_MILLIS = 200;

  private Killed() {}

  static List<Target> run(Options options, Path folder) throws IOException {
    List<Double> failed = new ArrayList<>();
    List<Double> lost = new ArrayList<>();
    try (WeftNode node = WeftNode.start(folder, "survivor")) {
      for (int i = 0; i < options.pairs(); i++) {
        once(options, folder, node, failed, lost);
      }
    }
    return List.of(
        Target.atMost(
            "kill -9: pending request failed as unknown, ms",
            Spread.of(failed),
            WANTED_MILLIS,
            "%.0f"),
        Target.atMost("kill -9: peer shown as lost, ms", Spread.of(lost), WANTED_MILLIS, "%.0f"));
  }

  private static void once(
      Options options, Path folder, WeftNode node, List<Double> failed, List<Double> lost)
      throws IOException {
    try (WorkerProcess silent = WorkerProcess.start(options.java(), "silent", folder.toString())) {
      Waiting.until("the silent node", () -> node.connectedPeers() == 1);
      Waiting.until(
          "its service", () -> !node.mesh().directory().remote(WeftContender.PATH).isEmpty());
      Exchange exchange = node.mesh().exchange();
      CompletableFuture<Long> failedAt =
          exchange
              .request(WeftContender.PATH, WeftContender.ACTION, new byte[1])
              .handle(Killed::whenUnknown);
      silent.read(); // the request is there
      long begun = System.nanoTime();
      silent.process().destroyForcibly();
      Waiting.until("the peer to be lost", () -> node.connectedPeers() == 0);
      lost.add((System.nanoTime() - begun) / 1e6);
      failed.add((failedAt.join() - begun) / 1e6);
    }
  }

  private static long whenUnknown(Reply reply, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof RequestException told
        && told.outcome() == RequestException.Outcome.UNKNOWN) {
      return System.nanoTime();
    }
    throw new IllegalStateException("the request should fail as unknown, not: " + cause, cause);
  }
}
