package io.weft.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.events.Event;
import io.weft.events.PublishOptions;
import io.weft.exchange.RequestOptions;
import io.weft.peer.PeerInfo;
import io.weft.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Subscriptions and services are back after a partition, a restart of either side and a swap,
 * without anyone asking; what was promised arrives, and what is missing is told.
 */
class EventHealingTest {
  private static final PublishOptions AT_LEAST_ONCE = PublishOptions.DEFAULT.withAcknowledge();

  /** Dials are tried again after pauses that grow. */
  private static final Duration HEALED = Duration.ofSeconds(30);

  @TempDir Path folder;
  private Lab lab;
  private Lab.Member a;
  private Lab.Member b;
  private final List<Long> news = new CopyOnWriteArrayList<>();
  private final List<Event> all = new CopyOnWriteArrayList<>();
  private final Set<Integer> orders = ConcurrentHashMap.newKeySet();

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

  private void listen(Lab.Member on) {
    listenToOrders(on);
    on.mesh
        .events()
        .subscribe(
            "news",
            event -> {
              all.add(event);
              news.add(event.sequence());
            });
  }

  private void listenToOrders(Lab.Member on) {
    on.mesh.events().subscribe("orders/*", event -> orders.add((int) event.as(byte[].class)[0]));
  }

  private void order(int from, int to) {
    for (int i = from; i <= to; i++) {
      a.mesh.events().publish("orders/new", new byte[] {(byte) i}, AT_LEAST_ONCE);
    }
  }

  private static void publishNews(Lab.Member from, int count) {
    for (int i = 0; i < count; i++) {
      from.mesh.events().publish("news", null);
    }
  }

  /** Publishes until something arrives: from then on the way is known. */
  private void awaitNews(Lab.Member from) {
    int before = news.size();
    Eventually.until(
        "news arrive",
        HEALED,
        () -> {
          publishNews(from, 1);
          return news.size() > before;
        });
  }

  private void cut() {
    for (Lab.Member each : List.of(a, b)) {
      each.faults.dropDials(true);
    }
    Eventually.until(
        "both have lost each other",
        Lab.SOON,
        () -> {
          a.faults.cut(); // again, because a dial may have been under way
          b.faults.cut();
          return a.stateOf(b) != PeerInfo.State.CONNECTED
              && b.stateOf(a) != PeerInfo.State.CONNECTED;
        });
  }

  private void heal() {
    for (Lab.Member each : List.of(a, b)) {
      each.faults.dropDials(false);
    }
  }

  @Test
  void afterAPartitionEventsFlowAgainWhatWasPromisedArrivesAndTheGapIsTold() {
    listen(b);
    b.offer("far/echo", "echo", request -> request.as(byte[].class));
    a.awaitServiceByAnyWay("far/echo", 1);
    awaitNews(a);

    cut();
    Eventually.until("a counts it as lost", HEALED, () -> a.stateOf(b) == PeerInfo.State.LOST);
    publishNews(a, 5);
    order(1, 20);
    assertThat(orders).isEmpty();
    heal();

    Eventually.until("the orders arrive", HEALED, () -> orders.size() == 20);
    awaitNews(a);
    Eventually.until(
        "the gap is told", Lab.SOON, () -> all.stream().mapToLong(Event::missedBefore).sum() >= 5);
    List<Event> had = List.copyOf(all); // more are on their way
    long first = had.get(0).sequence();
    long last = had.get(had.size() - 1).sequence();
    assertThat(had.stream().mapToLong(Event::missedBefore).sum() + had.size())
        .as("had or missed, of those since the first")
        .isEqualTo(last - first + 1 + had.get(0).missedBefore());
    a.awaitServiceByAnyWay("far/echo", 1);
    byte[] answer =
        a.mesh
            .exchange()
            .request("far/echo", "echo", new byte[] {7}, RequestOptions.DEFAULT)
            .join()
            .as(byte[].class);
    assertThat(answer).containsExactly(7);
  }

  @Test
  void whatIsPromisedWhileASubscriberRestartsArrivesThoughItSubscribesLate() {
    listen(b);
    awaitNews(a);
    b.mesh.close();
    Eventually.until("it is gone", Lab.SOON, () -> !a.connectedTo(b));
    order(1, 10);

    Lab.Member again = lab.start(b.identity, "b", settings -> settings);
    Lab.awaitConnected(a, again);
    order(11, 20);
    assertThat(orders).isEmpty();
    listenToOrders(again);

    Eventually.until("all orders arrive", HEALED, () -> orders.size() == 20);
  }

  @Test
  void afterAPublisherRestartsItsEventsComeFromTheFirstAndNothingIsMissing() {
    listen(b);
    b.offer("far/echo", "echo", request -> null);
    awaitNews(a);
    publishNews(a, 10);
    Eventually.until("they are here", Lab.SOON, () -> news.contains(11L));
    a.mesh.close();
    Eventually.until("it is gone", Lab.SOON, () -> !b.connectedTo(a));
    news.clear();
    all.clear();

    Lab.Member again = lab.start(a.identity, "a", settings -> settings);
    Lab.awaitConnected(again, b);
    again.awaitServiceByAnyWay("far/echo", 1);
    awaitNews(again);

    Eventually.until("the next", Lab.SOON, () -> !news.isEmpty());
    assertThat(all.get(0).missedBefore()).isZero();
    assertThat(news.get(0)).as("a number of the new process").isLessThan(200L);
  }

  @Test
  void throughASwapOfTheTransportEveryEventArrivesOrIsToldAsMissing() {
    listen(b);
    awaitNews(a);
    long before = news.get(news.size() - 1);

    publishNews(a, 50);
    a.unplug();
    publishNews(a, 50);
    a.plug();
    Lab.awaitConnected(a, b);
    publishNews(a, 50);
    awaitNews(a);

    Eventually.until(
        "each has come or is told",
        Lab.SOON,
        () -> {
          long had = news.stream().filter(each -> each > before).distinct().count();
          long missed = all.stream().mapToLong(Event::missedBefore).sum();
          return had + missed >= 150;
        });
    assertThat(news).doesNotHaveDuplicates().isSorted();
  }
}
