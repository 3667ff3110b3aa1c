package io.weft.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.exchange.Conversation;
import io.weft.exchange.RequestException;
import io.weft.exchange.RequestOptions;
import io.weft.testkit.Eventually;
import io.weft.testkit.MemoryTransport;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Conversations while links are swapped and break: every item comes once and in order, or the
 * conversation fails and says so.
 */
@Timeout(60)
class BrokenStreamsTest {

  /** Trouble is made this often in each run; {@code -Dstreams.rounds=1000} for a long one. */
  private static final int ROUNDS = Integer.getInteger("streams.rounds", 4);

  @TempDir Path folder;
  private Lab lab;
  private Lab.Member a;
  private Lab.Member b;

  @BeforeEach
  void twoNodes() {
    lab = new Lab(folder);
    a = lab.start("a");
    b = lab.start("b");
    Lab.awaitConnected(a, b);
    for (Lab.Member each : List.of(a, b)) {
      each.offer(
          "stage",
          "echo",
          request -> {
            Conversation conversation = request.conversation();
            conversation
                .incoming()
                .each(
                    byte[].class,
                    item -> {
                      try {
                        conversation.outgoing().send(item);
                      } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                      }
                    });
            return null;
          });
    }
    a.awaitService("stage", 1);
    b.awaitService("stage", 1);
  }

  @AfterEach
  void stop() {
    lab.close();
  }

  /** Numbered items there and back, until it is told to end. */
  private static final class Traffic {
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong back = new AtomicLong();
    private final AtomicLong there = new AtomicLong();
    private final Conversation conversation;
    private final CompletableFuture<Void> sending;
    private final CompletableFuture<Void> taking;
    private String said = "went well";

    Traffic(Lab.Member from, Lab.Member to, long seed) throws Exception {
      conversation =
          from.mesh
              .exchange()
              .open("stage", "echo", null, RequestOptions.DEFAULT.withTarget(to.id()))
              .get(10, TimeUnit.SECONDS);
      Random random = new Random(seed);
      sending = run(() -> send(random), "sends-" + seed);
      taking = run(this::take, "takes-" + seed);
    }

    private static CompletableFuture<Void> run(Body body, String name) {
      CompletableFuture<Void> done = new CompletableFuture<>();
      new Thread(
              () -> {
                try {
                  body.run();
                  done.complete(null);
                } catch (Exception | AssertionError e) {
                  done.completeExceptionally(e);
                }
              },
              name)
          .start();
      return done;
    }

    private interface Body {
      void run() throws Exception;
    }

    private void send(Random random) throws Exception {
      while (!over.get()) {
        // Few are so large that they go on the bulk lane, and others overtake them.
        int size = random.nextInt(200) == 0 ? 70_000 : 8 + random.nextInt(2_000);
        conversation
            .outgoing()
            .send(ByteBuffer.allocate(size).putLong(there.getAndIncrement()).array());
      }
      conversation.outgoing().end();
    }

    private void take() throws Exception {
      for (Optional<?> item = next(); item.isPresent(); item = next()) {
        long number = ByteBuffer.wrap((byte[]) item.get()).getLong();
        assertThat(number).isEqualTo(back.getAndIncrement());
      }
    }

    private Optional<byte[]> next() throws InterruptedException {
      return conversation.incoming().next().map(item -> item.as(byte[].class));
    }

    long back() {
      return back.get();
    }

    /** Whether it went well to the end; false if it failed and said so. */
    boolean end() throws Exception {
      over.set(true);
      try {
        CompletableFuture.allOf(sending, taking).get(20, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RequestException lost) {
          assertThat(lost.reason()).isEqualTo(RequestException.Reason.LINK_LOST);
          said = String.valueOf(lost.getMessage());
          return false;
        }
        throw e;
      }
      assertThat(back.get()).isEqualTo(there.get());
      conversation.ended().toCompletableFuture().get(10, TimeUnit.SECONDS);
      return true;
    }
  }

  private static void awaitProgress(List<Traffic> all) {
    List<Long> before = all.stream().map(Traffic::back).toList();
    Eventually.until(
        "items go on",
        Lab.SOON,
        () -> {
          for (int i = 0; i < before.size(); i++) {
            if (all.get(i).back() < before.get(i) + 50 && !all.get(i).taking.isDone()) {
              return false;
            }
          }
          return true;
        });
  }

  private List<Traffic> traffic(long seed) throws Exception {
    List<Traffic> all = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      all.add(new Traffic(a, b, seed + i));
      all.add(new Traffic(b, a, -seed - i));
    }
    return all;
  }

  @Test
  void theOnlyTransportGoesAndComesBackWithoutALoss() throws Exception {
    List<Traffic> all = traffic(1);
    for (int i = 0; i < ROUNDS; i++) {
      Lab.Member swapping = i % 2 == 0 ? a : b;
      swapping.unplug();
      swapping.plug();
      awaitProgress(all);
    }
    for (Traffic each : all) {
      assertThat(each.end()).isTrue();
    }
  }

  @Test
  void ofTwoTransportsOneGoesWithoutALoss() throws Exception {
    MemoryTransport second = new MemoryTransport(a.identity, lab.hub);
    MemoryTransport secondOfB = new MemoryTransport(b.identity, lab.hub);
    a.mesh.add(second, List.of("mem"), "mem://second:{port}");
    b.mesh.add(secondOfB, List.of("mem"), "mem://second:{port}");
    List<Traffic> all = traffic(2);
    for (int i = 0; i < ROUNDS; i++) {
      a.unplug();
      awaitProgress(all);
      a.plug();
    }
    for (Traffic each : all) {
      assertThat(each.end()).isTrue();
    }
    second.close();
    secondOfB.close();
  }

  /** Cut links lose what is on them; the nodes dial again at once. */
  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void whatBrokenLinksLoseComesAgainOrIsSaid(long seed) throws Exception {
    Random random = new Random(seed);
    List<Traffic> all = traffic(seed);
    for (int i = 0; i < ROUNDS; i++) {
      awaitProgress(all);
      switch (random.nextInt(4)) {
        case 0 -> a.faults.cut();
        case 1 -> b.faults.cut();
        case 2 -> {
          a.faults.delay(Duration.ofMillis(random.nextInt(10)));
          b.faults.cut();
          a.faults.delay(Duration.ZERO);
        }
        default -> {
          a.unplug();
          a.plug();
        }
      }
      Lab.awaitConnected(a, b);
    }
    awaitProgress(all);
    int well = 0;
    for (Traffic each : all) {
      well += each.end() ? 1 : 0;
    }
    assertThat(well).as("%s", all.stream().map(each -> each.said).toList()).isGreaterThan(0);
  }

  @Test
  void aPeerThatDoesNotComeBackIsSaid() throws Exception {
    Traffic traffic = new Traffic(a, b, 4);
    awaitProgress(List.of(traffic));
    a.faults.dropDials(true);
    b.faults.dropDials(true);
    a.faults.cut();

    assertThat(traffic.end()).isFalse();
    assertThat(traffic.said).contains("stage echo").contains("away");
  }

  @Test
  void whatCannotBeSaidBecauseNoLinkIsThereIsSaidLater() throws Exception {
    Traffic traffic = new Traffic(a, b, 3);
    awaitProgress(List.of(traffic));
    b.unplug();
    traffic.over.set(true); // the end of the stream has no link now
    b.plug();

    assertThat(traffic.end()).isTrue();
  }
}
