package io.weft.store.mvstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.testkit.Eventually;
import io.weft.testkit.KnownPeers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An interrupt closes whatever file channel it hits; the store goes on as if it had not. */
class InterruptedTest {
  private static final int SAVES = 200;
  private static final int MOST_PAUSE_NANOS = 4_000_000;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;

  @Test
  void interruptsThatHitAnywhereLoseNothing() throws Exception {
    Path file = folder.resolve("peers.mv");
    AtomicReference<Exception> failure = new AtomicReference<>();
    AtomicInteger saved = new AtomicInteger();
    AtomicInteger interrupts = new AtomicInteger();
    Random random = new Random(1);
    try (MvPeerStore store = Stored.open(file)) {
      Thread saving = new Thread(() -> save(store, saved, interrupts, failure), "saving");
      saving.start();
      for (int seen = 0; saving.isAlive(); ) {
        saving.interrupt();
        LockSupport.parkNanos(random.nextInt(MOST_PAUSE_NANOS));
        int before = seen;
        // One interrupt for each change, at whatever point of it.
        Eventually.until(
            "a change is stored", PATIENCE, () -> saved.get() > before || !saving.isAlive());
        seen = saved.get();
      }
      saving.join();
      assertThat(failure.get()).isNull();
      assertThat(interrupts).hasPositiveValue();
      assertThat(Stored.in(store)).hasSize(SAVES);
    }
    assertThat(Stored.in(file)).isEqualTo(Stored.byId(Stored.peers(0, SAVES)));
  }

  private static void save(
      MvPeerStore store,
      AtomicInteger saved,
      AtomicInteger interrupts,
      AtomicReference<Exception> failure) {
    try {
      for (int i = 0; i < SAVES; i++) {
        store.save(List.of(KnownPeers.usual(i)));
        saved.incrementAndGet();
        if (Thread.interrupted()) {
          interrupts.incrementAndGet();
        }
      }
    } catch (IOException | RuntimeException e) {
      failure.set(e);
    }
  }
}
