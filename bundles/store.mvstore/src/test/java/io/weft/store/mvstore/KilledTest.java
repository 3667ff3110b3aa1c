package io.weft.store.mvstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.node.NodeId;
import io.weft.peer.KnownPeer;
import io.weft.testkit.KnownPeers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process is killed at any moment while it stores: no change that it has acknowledged is missing.
 * {@code -Dkill.rounds=100} kills more often.
 */
class KilledTest {
  private static final int ROUNDS = Integer.getInteger("kill.rounds", 10);

  /** In the normal build; a round is mostly the start of a Java process. */
  private static final long MOST_NANOS =
      TimeUnit.SECONDS.toNanos(Integer.getInteger("kill.rounds") == null ? 5 : 3600);

  /** The kill comes at a random moment of so long after the first acknowledged change. */
  private static final int LATE_MILLIS = 500;

  /** Or of so long after the start of the process: it may be opening its file. */
  private static final int EARLY_MILLIS = 1_500;

  @TempDir Path folder;
  private final Random random = new Random();
  private final Set<Long> uncertain = new HashSet<>();

  @Test
  void noAcknowledgedChangeIsMissing() throws Exception {
    Path file = folder.resolve("peers.mv");
    long begun = System.nanoTime();
    long next = 1;
    int rounds = 0;
    while (rounds < ROUNDS && (rounds < 3 || System.nanoTime() - begun < MOST_NANOS)) {
      long acknowledged = saveAndKill(file, next, rounds % 3 == 2);
      uncertain.add(acknowledged + 1); // it may have been stored
      verify(Stored.in(file), acknowledged);
      next = acknowledged + 2;
      rounds++;
    }
    System.err.printf("%d kills, %d changes acknowledged%n", rounds, next - 2);
  }

  private long saveAndKill(Path file, long first, boolean early) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SavingProcess.class.getName(),
                file.toString(),
                Long.toString(first))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      if (early) {
        killWithin(process, EARLY_MILLIS);
      }
      long last = first - 1;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (last < first && !early) {
          killWithin(process, LATE_MILLIS);
        }
        last = Long.parseLong(line);
      }
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      return last;
    } catch (IOException e) {
      throw new AssertionError("the process ended otherwise", e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** The process's own method would close its pipe, too, and what it has said would be lost. */
  private void killWithin(Process process, int millis) {
    CompletableFuture.delayedExecutor(random.nextInt(millis), TimeUnit.MILLISECONDS)
        .execute(process.toHandle()::destroyForcibly);
  }

  private void verify(Map<NodeId, KnownPeer> peers, long acknowledged) {
    for (long n = 1; n <= acknowledged + 1; n++) {
      if (SavingProcess.isBatch(n)) {
        long first = SavingProcess.BATCHES + n * SavingProcess.BATCH;
        long stored =
            LongStream.range(first, first + SavingProcess.BATCH)
                .filter(number -> KnownPeers.usual(number).equals(peers.get(KnownPeers.id(number))))
                .count();
        assertThat(stored)
            .as("peers of batch %d", n)
            .isIn(uncertain.contains(n) ? List.of(0L, 100L) : List.of(100L));
      } else if (SavingProcess.isRemoval(n)) {
        if (!uncertain.contains(n)) {
          assertThat(peers).as("removed by %d", n).doesNotContainKey(KnownPeers.id(n - 1));
        }
      } else if (!uncertain.contains(n)) {
        KnownPeer again = peers.get(KnownPeers.id(SavingProcess.AGAIN + n % 10));
        assertThat(again.lastSeen()).isAfterOrEqualTo(KnownPeers.THEN.plusSeconds(n));
        if (n < acknowledged && !SavingProcess.isRemoval(n + 1)) {
          assertThat(peers)
              .as("saved by %d", n)
              .containsEntry(KnownPeers.id(n), KnownPeers.usual(n));
        }
      }
    }
  }
}
