package io.weft.node.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.events.Event;
import io.weft.events.EventHandler;
import io.weft.events.Overflow;
import io.weft.events.SubscriptionOptions;
import io.weft.node.NodeId;
import io.weft.node.payload.Codecs;
import io.weft.testkit.Eventually;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Its task runs when the test says so, on the test's thread. */
class EventQueueTest {
  private static final int CAPACITY = 64;

  /** What is taken at once from a queue of that capacity. */
  private static final int AT_ONCE = 8;

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final List<Long> got = new ArrayList<>();
  private final List<String> gaps = new ArrayList<>();
  private Runnable atFirst = () -> {};

  private EventQueue queue(Overflow overflow) {
    EventHandler handler =
        event -> {
          got.add(event.sequence());
          if (event.missedBefore() > 0) {
            gaps.add(event.missedBefore() + " before " + event.sequence());
          }
          if (got.size() == 1) {
            atFirst.run();
          }
        };
    return new EventQueue(
        TopicPattern.of("t"),
        SubscriptionOptions.DEFAULT.withQueue(CAPACITY, overflow),
        handler,
        tasks::add,
        closed -> {});
  }

  private static void offer(EventQueue queue, long from, long to) {
    LongStream.rangeClosed(from, to).forEach(each -> queue.offer(event(each), false, 0, null));
  }

  private static Event event(long sequence) {
    NodeId publisher = new NodeId("a".repeat(NodeId.LENGTH));
    return new LocalEvent(new Codecs(), "x", "t", publisher, sequence, "", false);
  }

  private void runAll() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  private static List<Long> numbers(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }

  @Test
  void manyEventsNeedOneTaskAndComeInOrder() {
    EventQueue queue = queue(Overflow.DROP_OLDEST);

    offer(queue, 1, CAPACITY);
    assertThat(tasks).hasSize(1);
    runAll();

    assertThat(got).isEqualTo(numbers(1, CAPACITY));
    assertThat(queue.delivered()).isEqualTo(CAPACITY);
    assertThat(queue.dropped()).isZero();
  }

  @Test
  void whatWasTakenAtOnceFillsTheQueueUntilItsTurn() {
    EventQueue queue = queue(Overflow.DROP_NEWEST);
    atFirst = () -> offer(queue, CAPACITY + 1, CAPACITY + 3); // one has left the queue by then

    offer(queue, 1, CAPACITY);
    runAll();

    assertThat(queue.dropped()).isEqualTo(2);
    assertThat(got).isEqualTo(numbers(1, CAPACITY + 1));
  }

  @Test
  void theOldestThatIsNotTakenYetIsDroppedAndTheNextOneTellsOfIt() {
    EventQueue queue = queue(Overflow.DROP_OLDEST);
    atFirst = () -> offer(queue, CAPACITY + 1, CAPACITY + 3);

    offer(queue, 1, CAPACITY);
    runAll();

    List<Long> expected = new ArrayList<>(numbers(1, AT_ONCE));
    expected.addAll(numbers(AT_ONCE + 3, CAPACITY + 3));
    assertThat(got).isEqualTo(expected);
    assertThat(gaps).containsExactly("2 before " + (AT_ONCE + 3));
    assertThat(queue.dropped()).isEqualTo(2);
  }

  @Test
  void nothingIsHandedOverAfterTheSubscriptionWasClosed() {
    EventQueue queue = queue(Overflow.DROP_OLDEST);
    atFirst = queue::close;

    offer(queue, 1, CAPACITY);
    runAll();

    assertThat(got).containsExactly(1L);
  }

  @Test
  void whoeverBlocksPublishersTakesOneAtATime() {
    EventQueue queue = queue(Overflow.BLOCK);
    List<Long> dropped = new ArrayList<>();
    atFirst =
        () -> {
          offer(queue, CAPACITY + 1, CAPACITY + 1); // into the room of the first one
          dropped.add(queue.dropped());
          offer(queue, CAPACITY + 2, CAPACITY + 2); // as from elsewhere: the oldest goes
          dropped.add(queue.dropped());
        };

    offer(queue, 1, CAPACITY);
    runAll();

    assertThat(dropped).containsExactly(0L, 1L);
    assertThat(gaps).containsExactly("1 before 3");
  }

  @Test
  void eachComesOnceAndInOrderHoweverOftenTheTaskEnds() {
    int events = 20_000;
    List<Long> came = Collections.synchronizedList(new ArrayList<>());
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (EventQueue queue =
        new EventQueue(
            TopicPattern.of("t"),
            SubscriptionOptions.DEFAULT.withQueue(events, Overflow.DROP_NEWEST),
            event -> came.add(event.sequence()),
            threads,
            closed -> {})) {
      for (int i = 1; i <= events; i++) {
        offer(queue, i, i);
        if (i % 7 == 0) {
          Thread.onSpinWait(); // now and then the task finds nothing
        }
      }
      Eventually.until("all", Duration.ofSeconds(10), () -> queue.delivered() == events);
      assertThat(came).isEqualTo(numbers(1, events));
    } finally {
      threads.shutdownNow();
    }
  }
}
