package io.weft.node.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.events.EventException;
import io.weft.events.EventHandler;
import io.weft.events.Overflow;
import io.weft.events.PublishOptions;
import io.weft.events.Subscription;
import io.weft.events.SubscriptionOptions;
import io.weft.exchange.Codec;
import io.weft.node.NodeId;
import io.weft.node.payload.Codecs;
import io.weft.node.session.Session;
import io.weft.testkit.Eventually;
import java.lang.ref.WeakReference;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One process alone, which delivers again after milliseconds. */
class EventBusTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final PublishOptions AT_LEAST_ONCE = PublishOptions.DEFAULT.withAcknowledge();

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ScheduledExecutorService clockwork = Executors.newSingleThreadScheduledExecutor();
  private final Codecs codecs = new Codecs();
  private final EventBus bus =
      new EventBus(
          new EventBus.Surroundings(
              new NodeId("a".repeat(NodeId.LENGTH)),
              1,
              codecs,
              threads,
              threads,
              clockwork,
              new NoPaths(),
              to -> {}),
          () -> {},
          Duration.ofMillis(4),
          Duration.ofMillis(200));

  private static final class NoPaths implements EventPaths {
    @Override
    public Session towards(NodeId node) {
      return null;
    }

    @Override
    public boolean relays() {
      return false;
    }

    @Override
    public boolean believes(NodeId publisher) {
      return !publisher.toString().startsWith("c");
    }
  }

  @AfterEach
  void stop() {
    bus.close();
    clockwork.shutdownNow();
    threads.shutdownNow();
  }

  @Test
  void whatNobodyCanHandleBecomesADeadLetterWithTheReasonAndItsData() {
    List<String> dead = new CopyOnWriteArrayList<>();
    List<String> everything = new CopyOnWriteArrayList<>();
    AtomicInteger tries = new AtomicInteger();
    bus.subscribe(
        "orders/*",
        event -> {
          tries.incrementAndGet();
          throw new IllegalStateException("never");
        });
    bus.subscribe(
        "$dead/**",
        event ->
            dead.add(
                event.topic() + " " + event.as(String.class) + " " + event.reason().orElse("")));
    bus.subscribe("**", event -> everything.add(event.topic()));

    bus.publish("orders/new", "x", AT_LEAST_ONCE);

    Eventually.until("it is dead", SOON, () -> !dead.isEmpty());
    assertThat(dead.get(0)).startsWith("$dead/orders/new x ").contains("never", "6 times");
    assertThat(tries).hasValue(Outbox.TRIES);
    assertThat(everything).contains("orders/new").doesNotContain("$dead/orders/new");
  }

  @Test
  void aDeadLetterThatCannotBeHandledIsNoDeadLetterAgain() {
    AtomicInteger tries = new AtomicInteger();
    AtomicInteger dead = new AtomicInteger();
    bus.subscribe(
        "orders/*",
        SubscriptionOptions.DEFAULT.withAcknowledge(),
        event -> {
          tries.incrementAndGet();
          throw new IllegalStateException("never");
        });
    bus.subscribe(
        "$dead/**",
        SubscriptionOptions.DEFAULT.withAcknowledge(),
        event -> {
          dead.incrementAndGet();
          throw new IllegalStateException("nor this");
        });

    bus.publish("orders/new", "x");
    Eventually.until("it is dead", SOON, () -> dead.get() == 1);
    bus.publish("orders/new", "y");
    Eventually.until("the next one, too", SOON, () -> dead.get() == 2);

    assertThat(tries).hasValue(2 * Outbox.TRIES);
  }

  private static NodeInterests listens(NodeId node, long epoch, Interest... interests) {
    return new NodeInterests(node, epoch, List.of(interests), Map.of(), true);
  }

  @Test
  void whoIsAwayIsOwedWhatIsDeliveredAtLeastOnceUntilItIsClearThatItDoesNotReturn() {
    NodeId away = new NodeId("b".repeat(NodeId.LENGTH - 1) + "a");
    TopicPattern orders = TopicPattern.of("orders/*");
    List<String> dead = new CopyOnWriteArrayList<>();
    bus.subscribe("$dead/**", event -> dead.add(event.topic() + event.reason().orElse("")));
    bus.interested(listens(away, 1, new Interest(orders, "", false, 1)));
    bus.forget(away);

    bus.publish("orders/new", new byte[] {1}, AT_LEAST_ONCE);
    bus.publish("orders/new", new byte[] {1});
    bus.publish("other", new byte[] {1}, AT_LEAST_ONCE);

    assertThat(bus.unacknowledged()).isEqualTo(1);
    Eventually.until("it is dead", SOON, () -> !dead.isEmpty());
    assertThat(dead).hasSize(1);
    assertThat(dead.get(0)).startsWith("$dead/orders/newnode bbbbbbbb").contains("gone");
    bus.publish("orders/new", new byte[] {1}, AT_LEAST_ONCE);
    assertThat(bus.unacknowledged()).isZero();
  }

  @Test
  void whoseSubscriptionAsksForItIsOwedItToo() {
    NodeId away = new NodeId("b".repeat(NodeId.LENGTH - 1) + "a");
    bus.interested(
        listens(
            away,
            1,
            new Interest(TopicPattern.of("orders/*"), "", true, 1),
            new Interest(TopicPattern.of("jobs/*"), "workers", true, 1),
            new Interest(TopicPattern.of("news/*"), "", false, 1)));
    bus.forget(away);

    for (String topic : List.of("orders/new", "jobs/one", "news/today")) {
      bus.publish(topic, new byte[] {1});
    }

    assertThat(bus.unacknowledged()).isEqualTo(2);
  }

  @Test
  void whoWasForgottenBecauseItIsBannedIsOwedNothing() {
    NodeId banned = new NodeId("c".repeat(NodeId.LENGTH - 1) + "a");
    bus.interested(listens(banned, 1, new Interest(TopicPattern.of("orders/*"), "", false, 1)));
    bus.forget(banned);

    bus.publish("orders/new", new byte[] {1}, AT_LEAST_ONCE);

    assertThat(bus.unacknowledged()).isZero();
  }

  @Test
  void oneThatAcknowledgesLaterIsWaitedFor() throws Exception {
    CountDownLatch later = new CountDownLatch(1);
    AtomicInteger got = new AtomicInteger();
    AtomicInteger dead = new AtomicInteger();
    bus.subscribe(
        "jobs",
        SubscriptionOptions.DEFAULT.withAcknowledge(),
        event -> {
          got.incrementAndGet();
          threads.execute(
              () -> {
                try {
                  later.await();
                  event.acknowledge();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
        });
    bus.subscribe("$dead/**", event -> dead.incrementAndGet());
    AtomicInteger others = new AtomicInteger();
    bus.subscribe("other", event -> others.incrementAndGet());

    bus.publish("jobs", "x");
    for (int i = 0; i < 100; i++) {
      bus.publish("other", "y");
    }
    Eventually.until("the others", SOON, () -> others.get() == 100);
    later.countDown();

    Eventually.until("nothing is kept", SOON, () -> bus.unacknowledged() == 0);
    assertThat(got).hasValue(1);
    assertThat(dead).hasValue(0);
  }

  @Test
  void aSubscriptionThatIsFullGetsItLater() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    List<String> got = new CopyOnWriteArrayList<>();
    bus.subscribe(
        "orders",
        new SubscriptionOptions(1, Overflow.DROP_NEWEST),
        event -> {
          release.await();
          got.add(event.as(String.class));
        });

    for (int i = 0; i < 4; i++) {
      bus.publish("orders", "o" + i, AT_LEAST_ONCE);
    }
    release.countDown();

    Eventually.until("all are handled", SOON, () -> got.size() == 4);
    assertThat(got).containsExactlyInAnyOrder("o0", "o1", "o2", "o3");
  }

  @Test
  void moreThanTheLimitIsRefusedAndNobodyGetsIt() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger plain = new AtomicInteger();
    bus.subscribe(
        "orders",
        new SubscriptionOptions(SubscriptionOptions.MAX_QUEUE, Overflow.DROP_OLDEST),
        event -> release.await());
    for (int i = 0; i < Outbox.MAX_EVENTS; i++) {
      bus.publish("orders", "x", AT_LEAST_ONCE);
    }
    bus.subscribe("orders", event -> plain.incrementAndGet());

    assertThatThrownBy(() -> bus.publish("orders", "x", AT_LEAST_ONCE))
        .isInstanceOf(EventException.class)
        .hasMessageContaining("orders is not published")
        .hasMessageContaining("10000");
    assertThat(plain).hasValue(0);
    release.countDown();
    Eventually.until("room is made", SOON, () -> bus.unacknowledged() < 100);
    bus.publish("orders", "x", AT_LEAST_ONCE);
  }

  /** A subscription that has got an event, so that the topic's plan has it, and was closed. */
  private WeakReference<EventHandler> closedSubscriber() {
    CountDownLatch got = new CountDownLatch(1);
    EventHandler handler = event -> got.countDown();
    Subscription subscription = bus.subscribe("lights/*", handler);
    bus.publish("lights/stage", "on");
    Eventually.until("it has got the event", SOON, () -> got.getCount() == 0);
    subscription.close();
    return new WeakReference<>(handler);
  }

  private static void collected(WeakReference<?> gone) {
    Eventually.until(
        "it is collected",
        SOON,
        () -> {
          System.gc();
          return gone.refersTo(null);
        });
  }

  @Test
  void whoHasClosedASubscriptionIsNotHeldByTopicsThatItListenedTo() {
    collected(closedSubscriber());
  }

  private record Lamp(byte brightness) {}

  private static final class LampCodec implements Codec {
    @Override
    public String contentType() {
      return "application/lamp";
    }

    @Override
    public boolean accepts(Class<?> type) {
      return type == Lamp.class;
    }

    @Override
    public byte[] encode(Object value) {
      return new byte[] {((Lamp) value).brightness()};
    }

    @Override
    public Object decode(ByteBuffer bytes, Type type) {
      return new Lamp(bytes.get());
    }
  }

  private WeakReference<Object> lastValue() {
    Lamp lamp = new Lamp((byte) 80);
    bus.publish("lights/stage", lamp, PublishOptions.DEFAULT.withRetain());
    return new WeakReference<>(lamp);
  }

  @Test
  void lastValuesAreKeptAsBytesAndHoldNoObject() {
    codecs.add(new LampCodec(), 1);
    collected(lastValue());

    List<Lamp> seen = new CopyOnWriteArrayList<>();
    bus.subscribe("lights/*", event -> seen.add(event.as(Lamp.class)));
    Eventually.until("it is there", SOON, () -> seen.contains(new Lamp((byte) 80)));
  }
}
