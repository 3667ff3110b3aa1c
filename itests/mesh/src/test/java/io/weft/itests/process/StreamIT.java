package io.weft.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.itests.Answer;
import io.weft.itests.RunningNode;
import io.weft.itests.Site;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A long stream between two processes while the transports under it are swapped. */
class StreamIT {
  private static final int ITEMS = 2_000;

  @TempDir Path folder;

  @Test
  void aStreamGoesOnOverSwapsOfItsTransports() throws Exception {
    try (Site site = new Site(folder)) {
      RunningNode asker = site.start("asker");
      RunningNode ada = site.start("ada", "--feature", "hello");
      asker.ready();
      ada.ready();
      asker.untilServiceOf(ada, "ticker");
      String pace = "{\"count\": " + ITEMS + ", \"millis\": 2}";
      CompletableFuture<Answer> stream =
          asker.askLater("request", "ticker", "ticks", pace, "--stream");

      for (RunningNode node : List.of(ada, asker)) {
        Swaps.UPDATED.run(node, "io.weft.transport.unix");
        Swaps.RESTARTED.run(node, "io.weft.transport.tcp");
      }

      Answer ticks = stream.get(120, TimeUnit.SECONDS);
      assertThat(ticks.exit()).as(ticks.toString()).isZero();
      assertThat(ticks.out().lines())
          .containsExactlyElementsOf(
              IntStream.rangeClosed(1, ITEMS).mapToObj(i -> "{\"number\":" + i + "}").toList());
      Answer sum = asker.ask("request", "ticker", "sum", "--stream", "--item", "40", "--item", "2");
      assertThat(sum.out().strip()).isEqualTo("{\"items\":2,\"sum\":42}");
    }
  }
}
