package io.weft.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.events.Broadcast;
import io.weft.events.Event;
import io.weft.events.EventHandler;
import io.weft.events.Overflow;
import io.weft.events.PublishOptions;
import io.weft.events.Subscription;
import io.weft.events.SubscriptionOptions;
import io.weft.exchange.ServiceDescription;
import io.weft.node.directory.LocalService;
import io.weft.testkit.Eventually;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Last values, groups, acknowledgements and dead letters, between two nodes with a link. */
class EventDeliveryTest {
  private static final PublishOptions RETAIN = PublishOptions.DEFAULT.withRetain();
  private static final PublishOptions AT_LEAST_ONCE = PublishOptions.DEFAULT.withAcknowledge();

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
  }

  @AfterEach
  void stop() {
    lab.close();
  }

  private static Subscription subscribe(
      Lab.Member on, String pattern, SubscriptionOptions options, EventHandler handler) {
    return on.mesh.events().subscribe(pattern, options, handler);
  }

  private static Subscription subscribe(Lab.Member on, String pattern, EventHandler handler) {
    return subscribe(on, pattern, SubscriptionOptions.DEFAULT, handler);
  }

  /** Waits until what one node subscribes to is known to the other. */
  private static void settle(Lab.Member from, Lab.Member to) {
    CountDownLatch known = new CountDownLatch(1);
    String probe = "probe/" + System.nanoTime();
    try (Subscription probing = subscribe(to, probe, event -> known.countDown())) {
      Eventually.until(
          "the subscriptions are known",
          Lab.SOON,
          () -> {
            from.mesh.events().publish(probe, null);
            return known.getCount() == 0;
          });
      assertThat(probing.pattern()).isEqualTo(probe);
    }
  }

  private static String text(Event event) {
    return new String(event.as(byte[].class), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  // ---- last values

  @Test
  void whoComesLateGetsTheLastValueHereAndThere() {
    a.mesh.events().publish("lab/light", bytes("off"), RETAIN);
    a.mesh.events().publish("lab/light", bytes("on"), RETAIN);
    a.mesh.events().publish("lab/noise", bytes("loud"));
    List<String> here = new CopyOnWriteArrayList<>();
    List<String> there = new CopyOnWriteArrayList<>();

    subscribe(a, "lab/*", event -> here.add(text(event) + " " + event.retained()));
    subscribe(b, "lab/**", event -> there.add(text(event) + " " + event.retained()));

    Eventually.until("both have it", Lab.SOON, () -> here.size() == 1 && there.size() == 1);
    assertThat(here).containsExactly("on true");
    assertThat(there).containsExactly("on true");
  }

  @Test
  void aSecondSubscriptionOfTheSamePatternGetsItAndTheFirstNotAgain() {
    a.mesh.events().publish("lab/light", bytes("on"), RETAIN);
    List<String> first = new CopyOnWriteArrayList<>();
    List<String> second = new CopyOnWriteArrayList<>();
    subscribe(b, "lab/*", event -> first.add(text(event)));
    Eventually.until("the first has it", Lab.SOON, () -> first.size() == 1);

    subscribe(b, "lab/*", event -> second.add(text(event)));

    Eventually.until("the second has it", Lab.SOON, () -> second.size() == 1);
    a.mesh.events().publish("lab/light", bytes("off"), RETAIN);
    Eventually.until("both go on", Lab.SOON, () -> first.size() == 2 && second.size() == 2);
    assertThat(first).containsExactly("on", "off");
    assertThat(second).containsExactly("on", "off");
  }

  @Test
  void anEventWithoutDataClearsTheLastValue() {
    a.mesh.events().publish("lab/light", bytes("on"), RETAIN);
    a.mesh.events().publish("lab/light", null, RETAIN);
    a.mesh.events().publish("lab/door", bytes("open"), RETAIN);
    List<String> late = new CopyOnWriteArrayList<>();

    subscribe(b, "lab/*", event -> late.add(event.topic()));

    Eventually.until("the other one arrives", Lab.SOON, () -> !late.isEmpty());
    settle(a, b);
    assertThat(late).containsExactly("lab/door");
  }

  @Test
  void lastValuesAreToldAgainAfterASwapAndComeOnce() {
    List<String> there = new CopyOnWriteArrayList<>();
    subscribe(b, "lab/*", event -> there.add(text(event)));
    settle(a, b);
    a.mesh.events().publish("lab/light", bytes("on"), RETAIN);
    Eventually.until("it arrives", Lab.SOON, () -> there.size() == 1);

    a.unplug();
    a.plug();
    Lab.awaitConnected(a, b);
    settle(a, b);

    assertThat(there).containsExactly("on");
  }

  // ---- groups

  @Test
  void theMembersOfAGroupShareTheEventsOutAcrossNodes() {
    Set<Integer> got = ConcurrentHashMap.newKeySet();
    AtomicInteger deliveries = new AtomicInteger();
    AtomicInteger onA = new AtomicInteger();
    AtomicInteger onB = new AtomicInteger();
    AtomicInteger plain = new AtomicInteger();
    SubscriptionOptions workers = SubscriptionOptions.DEFAULT.withGroup("workers");
    for (Lab.Member member : List.of(a, b, b)) {
      subscribe(
          member,
          "jobs/*",
          workers,
          event -> {
            deliveries.incrementAndGet();
            (member == a ? onA : onB).incrementAndGet();
            got.add((int) event.as(byte[].class)[0]);
          });
    }
    subscribe(b, "jobs/*", event -> plain.incrementAndGet());
    settle(a, b);

    for (int i = 0; i < 100; i++) {
      a.mesh.events().publish("jobs/one", new byte[] {(byte) i});
    }

    Eventually.until("all are done", Lab.SOON, () -> got.size() == 100 && plain.get() == 100);
    assertThat(deliveries).hasValue(100);
    assertThat(onA.get()).as("nodes take turns").isBetween(40, 60);
  }

  @Test
  void oneNodeForEachServicePathGetsAnEvent() {
    AtomicInteger onA = new AtomicInteger();
    AtomicInteger onB = new AtomicInteger();
    for (Lab.Member member : List.of(a, b)) {
      subscribe(member, "orders/*", event -> (member == a ? onA : onB).incrementAndGet());
      member.mesh.add(
          new LocalService(
              member.id(),
              new ServiceDescription("shop", "1.0.0", "", Set.of("buy"), List.of("orders/*")),
              request -> null,
              false,
              "a test"));
    }
    a.awaitService("shop", 1);
    settle(a, b);

    for (int i = 0; i < 20; i++) {
      a.mesh
          .events()
          .publish(
              "orders/new", null, PublishOptions.DEFAULT.withBroadcast(Broadcast.ONE_PER_SERVICE));
    }

    Eventually.until("all arrive", Lab.SOON, () -> onA.get() + onB.get() == 20);
    assertThat(onA.get()).as("nodes take turns").isBetween(7, 13);
  }

  // ---- at least once

  @Test
  void whatAHandlerFailsWithComesAgain() {
    AtomicInteger tries = new AtomicInteger();
    subscribe(
        b,
        "orders/*",
        event -> {
          if (tries.incrementAndGet() < 3) {
            throw new IllegalStateException("not yet");
          }
        });
    settle(a, b);

    a.mesh.events().publish("orders/new", bytes("x"), AT_LEAST_ONCE);

    Eventually.until("the third try", Lab.SOON, () -> tries.get() == 3);
  }

  @Test
  void aSubscriptionThatAcknowledgesGetsItAgainUntilItDoes() {
    List<Event> got = new CopyOnWriteArrayList<>();
    AtomicInteger others = new AtomicInteger();
    subscribe(
        b,
        "orders/*",
        SubscriptionOptions.DEFAULT.withAcknowledge(),
        event -> {
          got.add(event);
          if (got.size() == 1) {
            throw new IllegalStateException("once");
          }
          event.acknowledge();
        });
    subscribe(b, "orders/**", event -> others.incrementAndGet());
    settle(a, b);

    a.mesh.events().publish("orders/new", bytes("x"));

    Eventually.until("it came twice", Lab.SOON, () -> got.size() == 2);
    a.mesh.events().publish("orders/new", bytes("y"));
    Eventually.until("the next one", Lab.SOON, () -> got.size() == 3);
    Eventually.until("the other one got each once", Lab.SOON, () -> others.get() == 2);
  }

  @Test
  void nothingIsLostAtLeastOnceWhileTheTransportIsSwappedAgainAndAgain() {
    Set<Integer> got = ConcurrentHashMap.newKeySet();
    subscribe(b, "orders/*", event -> got.add((int) event.sequence()));
    settle(a, b);
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 50; i++) {
        a.mesh.events().publish("orders/new", bytes("x"), AT_LEAST_ONCE);
      }
      b.unplug();
      b.plug();
    }
    Lab.awaitConnected(a, b);

    Eventually.until("all 150 arrive", Lab.SOON, () -> got.size() == 150);
  }

  @Test
  void aNodesOwnTopicsArePublishedByNobodyElse() {
    assertThatThrownBy(() -> a.mesh.events().publish("$dead/x", null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("$");
  }

  // ---- what is missed

  @Test
  void aSubscriptionIsToldHowManyItMissedBecauseItWasFull() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    List<String> got = new CopyOnWriteArrayList<>();
    subscribe(
        a,
        "fast",
        new SubscriptionOptions(4, Overflow.DROP_OLDEST),
        event -> {
          busy.countDown();
          release.await();
          got.add(event.sequence() + " " + event.missedBefore());
        });
    a.mesh.events().publish("fast", null);
    busy.await();

    IntStream.range(0, 10).forEach(i -> a.mesh.events().publish("fast", null));
    release.countDown();

    Eventually.until("the rest is delivered", Lab.SOON, () -> got.size() == 5);
    assertThat(got).containsExactly("1 0", "8 6", "9 0", "10 0", "11 0");
  }

  @Test
  void aPublisherThatWaitsHoldsUpNoOtherTopicAndNoOtherSubscription() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger quick = new AtomicInteger();
    subscribe(a, "slow", new SubscriptionOptions(1, Overflow.BLOCK), event -> release.await());
    subscribe(a, "**", event -> quick.incrementAndGet());
    Thread blocked =
        new Thread(() -> IntStream.range(0, 5).forEach(i -> a.mesh.events().publish("slow", null)));
    blocked.start();
    Eventually.until("it waits", Lab.SOON, () -> quick.get() >= 3);

    IntStream.range(0, 200).forEach(i -> a.mesh.events().publish("other/" + i, null));

    Eventually.until("the others go on", Lab.SOON, () -> quick.get() >= 203);
    assertThat(blocked.isAlive()).isTrue();
    release.countDown();
    blocked.join();
  }
}
