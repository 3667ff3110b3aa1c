package io.weft.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.events.PublishOptions;
import io.weft.events.SubscriptionOptions;
import io.weft.exchange.RequestException;
import io.weft.exchange.RequestOptions;
import io.weft.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that know only their neighbours: in a line, or in a circle. */
class RelayTest {
  @TempDir Path folder;
  private Line row;

  @BeforeEach
  void nobodyYet() {
    row = new Line(folder);
  }

  @AfterEach
  void stop() {
    row.close();
  }

  private void line(int count) {
    row.start(count);
  }

  private Lab.Member first() {
    return row.first();
  }

  private Lab.Member last() {
    return row.last();
  }

  /** Publishes until something arrives; from then on the way is known. */
  private void awaitWay(Lab.Member from, Lab.Member to) {
    AtomicInteger arrived = new AtomicInteger();
    String probe = "probe/" + System.nanoTime();
    to.mesh.events().subscribe(probe, event -> arrived.incrementAndGet());
    Eventually.until(
        "there is a way",
        Lab.SOON,
        () -> {
          from.mesh.events().publish(probe, null);
          return arrived.get() > 0;
        });
  }

  @Test
  void eventsCrossANodeBetweenInOrderAndOnce() {
    line(3);
    List<Long> got = new CopyOnWriteArrayList<>();
    List<Object> from = new CopyOnWriteArrayList<>();
    last()
        .mesh
        .events()
        .subscribe(
            "news/*",
            event -> {
              from.add(List.of(event.publisher(), event.relayedBy().orElseThrow()));
              got.add(event.sequence());
            });
    awaitWay(first(), last());

    for (int i = 0; i < 300; i++) {
      first().mesh.events().publish("news/today", new byte[] {(byte) i});
    }

    Eventually.until("all arrive", Lab.SOON, () -> got.contains(300L));
    assertThat(got).isEqualTo(LongStream.rangeClosed(1, 300).boxed().toList());
    assertThat(from.get(0)).isEqualTo(List.of(first().id(), row.nodes.get(1).id()));
    assertThat(first().connectedTo(last())).isFalse();
  }

  @Test
  void requestsCrossSeveralNodes() {
    line(5);
    last().offer("far/echo", "echo", request -> request.as(byte[].class));
    first().awaitServiceByAnyWay("far/echo", 1);

    byte[] answer =
        first()
            .mesh
            .exchange()
            .request("far/echo", "echo", new byte[] {7}, RequestOptions.DEFAULT)
            .join()
            .as(byte[].class);

    assertThat(answer).containsExactly(7);
  }

  @Test
  void requestsCrossWithLargeParametersAndAnswers() {
    line(3);
    last().offer("far/echo", "echo", request -> request.as(byte[].class));
    first().awaitServiceByAnyWay("far/echo", 1);

    for (int size : List.of(0, 100, 20_000, 300_000)) {
      byte[] answer =
          first()
              .mesh
              .exchange()
              .request(
                  "far/echo",
                  "echo",
                  new byte[size],
                  RequestOptions.DEFAULT.withTarget(last().id()))
              .join()
              .as(byte[].class);

      assertThat(answer == null ? 0 : answer.length).isEqualTo(size);
    }
  }

  @Test
  void whoCallsByWayOfAnotherIsWhoItIs() {
    line(3);
    List<Object> callers = new CopyOnWriteArrayList<>();
    last()
        .offer(
            "far/echo",
            "echo",
            request -> {
              callers.add(List.of(request.caller(), request.relayedBy().orElseThrow()));
              return new byte[0];
            });
    first().awaitServiceByAnyWay("far/echo", 1);

    first().mesh.exchange().request("far/echo", "echo", null, RequestOptions.DEFAULT).join();

    assertThat(callers).containsExactly(List.of(first().id(), row.nodes.get(1).id()));
  }

  @Test
  void aNodeThatDoesNotRelayKeepsTheEndsApart() {
    row.start(3, settings -> new Altered(settings).withoutRelay().settings());
    AtomicInteger there = new AtomicInteger();
    AtomicInteger between = new AtomicInteger();
    last().mesh.events().subscribe("news", event -> there.incrementAndGet());
    row.nodes.get(1).mesh.events().subscribe("news", event -> between.incrementAndGet());
    last().offer("far/echo", "echo", request -> null);
    awaitWay(first(), row.nodes.get(1));

    first().mesh.events().publish("news", null);

    Eventually.until("the neighbour hears it", Lab.SOON, () -> between.get() == 1);
    assertThat(there).hasValue(0);
    assertThatThrownBy(
            () ->
                first()
                    .mesh
                    .exchange()
                    .request("far/echo", "echo", null, RequestOptions.DEFAULT)
                    .join())
        .hasCauseInstanceOf(RequestException.class)
        .hasMessageContaining("no service");
  }

  @Test
  void lastValuesGroupsAndAcknowledgementsCrossToo() {
    line(3);
    first().mesh.events().publish("lab/light", new byte[] {1}, PublishOptions.DEFAULT.withRetain());
    List<String> late = new CopyOnWriteArrayList<>();
    last().mesh.events().subscribe("lab/*", event -> late.add(event.topic() + event.retained()));
    Eventually.until("the last value arrives", Lab.SOON, () -> late.contains("lab/lighttrue"));
    AtomicInteger tries = new AtomicInteger();
    last()
        .mesh
        .events()
        .subscribe(
            "jobs",
            SubscriptionOptions.DEFAULT.withGroup("workers"),
            event -> {
              if (tries.incrementAndGet() == 1) {
                throw new IllegalStateException("once");
              }
            });
    awaitWay(first(), last());

    first().mesh.events().publish("jobs", null, PublishOptions.DEFAULT.withAcknowledge());

    Eventually.until("it came again", Lab.SOON, () -> tries.get() == 2);
  }

  @Test
  void inACircleEachEventComesOnceAndNothingGoesRound() {
    line(4);
    AtomicInteger[] got = new AtomicInteger[4];
    for (int i = 0; i < 4; i++) {
      AtomicInteger count = new AtomicInteger();
      got[i] = count;
      row.nodes.get(i).mesh.events().subscribe("news", event -> count.incrementAndGet());
    }
    row.makeCircle();
    awaitWay(first(), row.nodes.get(2));
    awaitWay(first(), last());

    for (int i = 0; i < 100; i++) {
      first().mesh.events().publish("news", null);
    }

    Eventually.until(
        "everybody has all", Lab.SOON, () -> List.of(got).stream().allMatch(c -> c.get() >= 100));
    awaitWay(first(), row.nodes.get(2));
    assertThat(List.of(got)).allMatch(count -> count.get() == 100);
  }

  @Test
  void theWayIsBackAfterTheNodeBetweenWasAway() {
    line(3);
    AtomicInteger got = new AtomicInteger();
    last().mesh.events().subscribe("news", event -> got.incrementAndGet());
    last().offer("far/echo", "echo", request -> new byte[0]);
    awaitWay(first(), last());

    Lab.Member middle = row.nodes.get(1);
    middle.mesh.close();
    Eventually.until("the middle is away", Lab.SOON, () -> !first().connectedTo(middle));
    Lab.Member again = row.lab.start(middle.identity, "n1", settings -> settings);
    Lab.awaitConnected(first(), again);
    Lab.awaitConnected(again, last());
    awaitWay(first(), last());

    first().awaitServiceByAnyWay("far/echo", 1);
    int before = got.get();
    first().mesh.events().publish("news", null);
    Eventually.until("it arrives again", Lab.SOON, () -> got.get() > before);
    first()
        .mesh
        .exchange()
        .request(
            "far/echo", "echo", null, RequestOptions.DEFAULT.withDeadline(Duration.ofSeconds(5)))
        .join();
  }
}
