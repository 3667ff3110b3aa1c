package io.weft.itests.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.weft.itests.Alone;
import io.weft.itests.RunningNode;
import io.weft.itests.Site;
import io.weft.itests.process.Loaded.Side;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Transports of two nodes are swapped in every way, on either side and on both at once, while one
 * asks the other without a pause: no request fails, and nothing stays behind. {@code
 * -Dswap.rounds=100} swaps more often, {@code -Dswap.all=true} takes QUIC and WebSockets in. Times
 * are printed, not judged: the machine may be busy.
 */
@Tag(Alone.TAG)
class SwapUnderLoadIT {
  private static final int ROUNDS = Integer.getInteger("swap.rounds", 6);
  private static final boolean ALL = Boolean.getBoolean("swap.all");

  private static final String TCP = "io.weft.transport.tcp";
  private static final String UNIX = "io.weft.transport.unix";

  @TempDir Path folder;

  private static void swapInEveryWay(Loaded loaded, String bundle, Runnable ready)
      throws Exception {
    for (Swaps way : Swaps.values()) {
      for (Side side : Side.values()) {
        ready.run();
        loaded.swap(way, bundle, side);
      }
    }
  }

  @Test
  void whereThereIsAnotherTransportTrafficMovesThereAndBack() throws Exception {
    try (Loaded loaded = new Loaded(new Site(folder), "transport-tcp,transport-unix", "-Xmx256m")) {
      swapInEveryWay(loaded, UNIX, () -> loaded.awaitCallsBy("unix"));
      loaded.end();
    }
  }

  @Test
  void whereThereIsNoOtherRequestsWait() throws Exception {
    try (Loaded loaded = new Loaded(new Site(folder), "transport-tcp", "-Xmx256m")) {
      swapInEveryWay(loaded, TCP, () -> {});
      loaded.end();
    }
  }

  @Test
  void quicIsSwapped() throws Exception {
    assumeTrue(ALL, "needs -Dswap.all=true");
    try (Loaded loaded = new Loaded(new Site(folder), "transport-quic", "-Xmx256m")) {
      swapInEveryWay(loaded, "io.weft.transport.quic", () -> {});
      loaded.end();
    }
  }

  @Test
  void webSocketsAreSwapped() throws Exception {
    assumeTrue(ALL, "needs -Dswap.all=true");
    try (Loaded loaded = new Loaded(new Site(folder), "transport-websocket", "-Xmx256m")) {
      swapInEveryWay(loaded, "io.weft.transport.websocket", () -> {});
      loaded.end();
    }
  }

  @Test
  void nothingStaysBehind() throws Exception {
    try (Loaded loaded =
        new Loaded(
            new Site(folder),
            "transport-tcp,transport-unix",
            "-Xmx256m -Dio.netty.leakDetection.level=paranoid")) {
      List<String> bundles = List.of(UNIX, TCP);
      for (String each : bundles) { // what is made once is there from now on
        loaded.swap(Swaps.UPDATED, each, Side.BOTH);
      }
      loaded.awaitCallsBy("unix");
      Belongings client = Belongings.of(loaded.client);
      Belongings server = Belongings.of(loaded.server);
      for (int i = 0; i < ROUNDS; i++) {
        Swaps way = Swaps.values()[i / bundles.size() % Swaps.values().length];
        Side side = Side.values()[i % Side.values().length];
        loaded.swap(way, bundles.get(i % bundles.size()), side);
      }
      loaded.awaitCallsBy("unix");
      client.assertNoMoreNow();
      server.assertNoMoreNow();
      loaded.awaitProgress(); // buffers that were collected are told with the next ones
      loaded.end();
      for (RunningNode node : List.of(loaded.client, loaded.server)) {
        assertThat(node.output() + node.log()).doesNotContain("LEAK");
      }
    }
  }
}
