package io.weft.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.exchange.Delivery;
import io.weft.exchange.Handler;
import io.weft.exchange.Lent;
import io.weft.exchange.RequestOptions;
import io.weft.exchange.ServiceDescription;
import io.weft.testkit.Eventually;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large answers that are lent by who gives them, and taken from the frame by who asked. */
class LentAnswersTest {
  private static final int LARGE = 200_000;

  @TempDir Path folder;
  private Lab lab;
  private Lab.Member a;
  private Lab.Member b;
  private final byte[] memory = new byte[LARGE];
  private final AtomicInteger given = new AtomicInteger();

  @BeforeEach
  void twoNodes() {
    lab = new Lab(folder);
    a = lab.start("a");
    b = lab.start("b");
    Lab.awaitConnected(a, b);
  }

  @AfterEach
  void stop() {
    lab.close();
  }

  /** Fills the same memory for each answer, and clears it when it has it back. */
  private final Handler lends =
      request -> {
        Arrays.fill(memory, (byte) 7);
        return CompletableFuture.completedFuture(
            new Lent(
                ByteBuffer.wrap(memory, 1, LARGE - 1),
                () -> {
                  Arrays.fill(memory, (byte) 0);
                  given.incrementAndGet();
                }));
      };

  private <T> T ask(Lab.Member who, Function<ByteBuffer, T> taker) throws Exception {
    return taken(who, delivery -> taker.apply(delivery.bytes()))
        .get(Lab.SOON.toSeconds(), TimeUnit.SECONDS);
  }

  private static <T> CompletableFuture<T> taken(Lab.Member who, Function<Delivery, T> taker) {
    return who.mesh.exchange().request("store", "read", null, RequestOptions.DEFAULT, taker);
  }

  private static int sum(ByteBuffer bytes) {
    int sum = 0;
    while (bytes.hasRemaining()) {
      sum += bytes.get();
    }
    return sum;
  }

  @Test
  void whatIsLentArrivesWholeAndIsGivenBackOnce() throws Exception {
    b.offer(
        new ServiceDescription("store", "1.0.0", "", Set.of("read"), List.of(), Set.of("read"), ""),
        lends,
        false);
    a.awaitService("store", 1);

    assertThat(ask(a, LentAnswersTest::sum)).isEqualTo(7 * (LARGE - 1));
    assertThat(a.mesh.exchange().request("store", "read", null).get().as(byte[].class))
        .hasSize(LARGE - 1)
        .containsOnly(7);

    Eventually.until("both are given back", Lab.SOON, () -> given.get() == 2);
  }

  @Test
  void whatMayNotRunAgainIsCopiedAndGivenBack() throws Exception {
    b.offer("store", "read", lends);
    a.awaitService("store", 1);

    assertThat(ask(a, LentAnswersTest::sum)).isEqualTo(7 * (LARGE - 1));
    assertThat(given).hasValue(1);
  }

  @Test
  void aHandlerOfThisProcessLendsAsWell() throws Exception {
    a.offer("store", "read", lends);

    assertThat(ask(a, LentAnswersTest::sum)).isEqualTo(7 * (LARGE - 1));
    assertThat(given).hasValue(1);
  }

  @Test
  void whoeverTakesSeesTheBytesWhereTheyAreAndCannotChangeThem() throws Exception {
    b.offer("store", "read", request -> new byte[] {1, 2, 3});
    a.awaitService("store", 1);
    AtomicReference<Boolean> readOnly = new AtomicReference<>();

    byte[] taken =
        ask(
            a,
            bytes -> {
              readOnly.set(bytes.isReadOnly());
              byte[] copy = new byte[bytes.remaining()];
              bytes.get(copy);
              return copy;
            });

    assertThat(taken).containsExactly(1, 2, 3);
    assertThat(readOnly).hasValue(true);
  }

  /** The links of this test can do without a frame's memory: what is kept is not copied. */
  @Test
  void whatIsKeptStaysWhereItIs() throws Exception {
    b.offer("store", "read", request -> new byte[] {1, 2, 3});
    a.awaitService("store", 1);
    AtomicReference<ByteBuffer> shown = new AtomicReference<>();

    Lent kept =
        taken(
                a,
                delivery -> {
                  shown.set(delivery.bytes());
                  return delivery.keep();
                })
            .get(Lab.SOON.toSeconds(), TimeUnit.SECONDS);

    assertThat(kept.bytes()).isSameAs(shown.get());
    assertThat(kept.bytes().isReadOnly()).isTrue();
    assertThat(a.faults.framesHeld()).isEqualTo(1);
    assertThat(kept.taken()).containsExactly(1, 2, 3);
    kept.giveBack().run(); // twice does nothing
    assertThat(a.faults.framesHeld()).isZero();
  }

  @Test
  void whatIsKeptForNobodyIsGivenBack() {
    b.offer("store", "read", request -> new byte[] {1});
    a.awaitService("store", 1);
    AtomicInteger held = new AtomicInteger();
    CompletableFuture<CompletableFuture<Lent>> own = new CompletableFuture<>();

    CompletableFuture<Lent> asked =
        taken(
            a,
            delivery -> {
              Lent kept = delivery.keep();
              held.set(a.faults.framesHeld());
              own.join().cancel(false);
              return kept;
            });
    own.complete(asked);

    Eventually.until("it was kept", Lab.SOON, () -> held.get() == 1);
    Eventually.until("it is given back", Lab.SOON, () -> a.faults.framesHeld() == 0);
    assertThat(asked).isCancelled();
  }

  @Test
  void whatATakerKeepsAndThenThrowsIsGivenBack() {
    b.offer("store", "read", request -> new byte[] {1});
    a.awaitService("store", 1);

    CompletableFuture<Lent> asked =
        taken(
            a,
            delivery -> {
              delivery.keep();
              throw new IllegalStateException("not this");
            });

    assertThat(asked).failsWithin(Lab.SOON);
    assertThat(a.faults.framesHeld()).isZero();
  }

  @Test
  void whatATakerThrowsIsHowItsRequestEndsAndTheLinkGoesOn() throws Exception {
    b.offer("store", "read", request -> new byte[] {1});
    a.awaitService("store", 1);

    assertThatThrownBy(
            () ->
                ask(
                    a,
                    bytes -> {
                      throw new IllegalStateException("not this");
                    }))
        .hasRootCauseMessage("not this");

    assertThat(ask(a, LentAnswersTest::sum)).isEqualTo(1);
  }

  @Test
  void cancellingTellsTheHandler() {
    AtomicInteger there = new AtomicInteger();
    AtomicInteger told = new AtomicInteger();
    b.offer(
        "store",
        "read",
        request -> {
          request.whenCancelled(told::incrementAndGet);
          there.incrementAndGet();
          return new CompletableFuture<>();
        });
    a.awaitService("store", 1);

    CompletableFuture<Integer> asked = taken(a, all -> sum(all.bytes()));
    Eventually.until("it is there", Lab.SOON, () -> there.get() == 1);
    asked.cancel(false);

    Eventually.until("the handler is told", Lab.SOON, () -> told.get() == 1);
  }
}
