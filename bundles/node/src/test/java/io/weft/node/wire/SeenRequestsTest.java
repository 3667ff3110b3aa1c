package io.weft.node.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.node.wire.SeenRequests.Arrival;
import io.weft.transport.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SeenRequestsTest {
  private static final Frame ANSWER = Frame.of(new byte[] {1, 2, 3});

  private final SeenRequests seen = new SeenRequests();

  private static Frame large(int bytes) {
    return Frame.of(new byte[bytes]);
  }

  @Test
  void theSameRequestIsNewOnce() {
    assertThat(seen.arrived(5)).isEqualTo(Arrival.NEW);
    assertThat(seen.arrived(5)).isEqualTo(Arrival.REPEATED);
    assertThat(seen.answer(5)).isNull();
  }

  @Test
  void aRequestThatIsRepeatedGetsTheAnswerOfTheFirst() {
    seen.arrived(5);
    seen.answered(5, ANSWER);

    assertThat(seen.arrived(5)).isEqualTo(Arrival.REPEATED);
    assertThat(seen.answer(5)).isSameAs(ANSWER);
  }

  @Test
  void anEchoOfAnEarlierRequestOfTheSlotIsStale() {
    long later = 5 + SeenRequests.SLOTS;
    seen.arrived(5);
    assertThat(seen.arrived(later)).isEqualTo(Arrival.NEW);
    seen.answered(5, ANSWER);

    assertThat(seen.arrived(5)).isEqualTo(Arrival.STALE);
    assertThat(seen.answer(later)).isNull();
  }

  @Test
  void whatMayRunAgainMayForAsLongAsItsSlotIsItsOwn() {
    seen.arrived(5);
    seen.answered(5, SeenRequests.AGAIN);
    seen.sweep();
    seen.sweep();

    assertThat(seen.arrived(5)).isEqualTo(Arrival.REPEATED);
    assertThat(seen.answer(5)).isSameAs(SeenRequests.AGAIN);
  }

  @Test
  void answersAreForgottenAfterTwoSweeps() {
    seen.arrived(5);
    seen.answered(5, ANSWER);
    seen.sweep();
    assertThat(seen.answer(5)).isSameAs(ANSWER);
    seen.sweep();

    assertThat(seen.answer(5)).isSameAs(SeenRequests.FORGOTTEN);
    assertThat(seen.arrived(5)).isEqualTo(Arrival.REPEATED);
  }

  private List<Long> kept(long last) {
    return LongStream.rangeClosed(1, last)
        .filter(id -> seen.answer(id) != SeenRequests.FORGOTTEN)
        .boxed()
        .toList();
  }

  private void answer(long from, long to, int bytes) {
    for (long id = from; id <= to; id++) {
      seen.arrived(id);
      seen.answered(id, large(bytes));
    }
  }

  @Test
  void theLastLargeAnswersAreKeptWithinABudget() {
    answer(1, 20, 1 << 20);
    assertThat(kept(20)).containsExactly(13L, 14L, 15L, 16L, 17L, 18L, 19L, 20L);

    seen.sweep();
    seen.sweep();
    answer(21, 22, 1 << 20);
    assertThat(kept(22)).containsExactly(21L, 22L);
  }

  @Test
  void anAnswerBeyondTheBudgetIsKeptAlone() {
    answer(1, 3, 1 << 20);
    answer(4, 4, 9 << 20);

    assertThat(kept(4)).containsExactly(4L);
  }

  @Test
  void manyAnswersThatAreJustLargeAreKeptWithinTheBudget() {
    answer(1, 20_000, 2_000);

    assertThat(kept(20_000)).hasSizeBetween(4_000, (8 << 20) / 2_000).endsWith(20_000L);
  }

  @Test
  void answersThatWereReplacedCountNoMore() {
    for (int round = 0; round < 30; round++) {
      long id = ((long) round << 16) + 7; // the same slot
      seen.arrived(id);
      seen.answered(id, large(1 << 20));
    }
    answer(1, 6, 1 << 20);

    assertThat(kept(6)).hasSize(6);
  }

  @Test
  void anotherProcessBeginsAnew() {
    seen.arrived(5);
    seen.clear();

    assertThat(seen.arrived(5)).isEqualTo(Arrival.NEW);
  }

  @Test
  void idsFromAnyoneTakeBoundedRoom() {
    for (long id : new long[] {1, Long.MAX_VALUE, -1, 0, Long.MIN_VALUE}) {
      seen.arrived(id);
      seen.answered(id, ANSWER);
    }
    assertThat(seen.arrived(-1)).isEqualTo(Arrival.REPEATED);
  }

  @Test
  void ofManyReadersOneGetsEachRequest() throws Exception {
    int readers = 4;
    int requests = 100_000;
    AtomicInteger run = new AtomicInteger();
    CountDownLatch together = new CountDownLatch(readers);
    ExecutorService threads = Executors.newFixedThreadPool(readers);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < readers; i++) {
        all.add(
            threads.submit(
                () -> {
                  together.countDown();
                  together.await();
                  for (long id = 1; id <= requests; id++) {
                    if (seen.arrived(id) == Arrival.NEW) {
                      run.incrementAndGet();
                    }
                  }
                  return null;
                }));
      }
      for (Future<?> each : all) {
        each.get(30, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    // A slower reader may find the slot taken by a later request; no request is new twice.
    assertThat(run.get()).isBetween(SeenRequests.SLOTS, requests);
  }
}
