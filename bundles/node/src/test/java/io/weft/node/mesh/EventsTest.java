package io.weft.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.events.Broadcast;
import io.weft.events.Overflow;
import io.weft.events.Subscription;
import io.weft.events.SubscriptionOptions;
import io.weft.testkit.Eventually;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events between whole nodes. */
class EventsTest {
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

  /** Subscribes on one node and waits until the other has heard of it. */
  private Subscription subscribe(Lab.Member on, String pattern, io.weft.events.EventHandler handler)
      throws Exception {
    Subscription made = on.mesh.events().subscribe(pattern, handler);
    CountDownLatch known = new CountDownLatch(1);
    String probe = "probe/" + System.nanoTime();
    Subscription probing = on.mesh.events().subscribe(probe, event -> known.countDown());
    Lab.Member other = on == a ? b : a;
    Eventually.until(
        "the other node knows the subscription",
        Lab.SOON,
        () -> {
          other.mesh.events().publish(probe, null);
          return known.getCount() == 0;
        });
    probing.close();
    return made;
  }

  @Test
  void anEventReachesSubscribersHereAndThereInOrder() throws Exception {
    List<Long> here = new CopyOnWriteArrayList<>();
    List<Long> there = new CopyOnWriteArrayList<>();
    a.mesh.events().subscribe("news/*", event -> here.add(event.sequence()));
    subscribe(b, "news/**", event -> there.add(event.sequence()));

    for (int i = 0; i < 500; i++) {
      a.mesh.events().publish("news/today", new byte[] {(byte) i});
    }

    List<Long> all = LongStream.rangeClosed(1, 500).boxed().toList();
    Eventually.until("all arrive", Lab.SOON, () -> there.size() == 500 && here.size() == 500);
    assertThat(here).isEqualTo(all);
    assertThat(there).isEqualTo(all);
  }

  @Test
  void localSubscribersGetTheVeryObject() {
    Object data = new Object();
    List<Object> got = new CopyOnWriteArrayList<>();
    a.mesh.events().subscribe("thing", event -> got.add(event.as(Object.class)));

    a.mesh.events().publish("thing", data);

    Eventually.until("it arrives", Lab.SOON, () -> !got.isEmpty());
    assertThat(got.get(0)).isSameAs(data);
  }

  @Test
  void localOnlyEventsStayHere() throws Exception {
    List<String> there = new CopyOnWriteArrayList<>();
    subscribe(b, "secret/*", event -> there.add(event.topic()));

    a.mesh.events().publish("secret/one", null, Broadcast.LOCAL_ONLY);
    a.mesh.events().publish("secret/two", null, Broadcast.ALL);

    Eventually.until("the second arrives", Lab.SOON, () -> !there.isEmpty());
    assertThat(there).containsExactly("secret/two");
  }

  @Test
  void theEventSaysWhoPublishedIt() throws Exception {
    List<Object> publishers = new CopyOnWriteArrayList<>();
    subscribe(b, "who", event -> publishers.add(event.publisher()));

    a.mesh.events().publish("who", null);

    Eventually.until("it arrives", Lab.SOON, () -> !publishers.isEmpty());
    assertThat(publishers).containsExactly(a.id());
  }

  @Test
  void aFullQueueDropsAsItWasTold() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch busy = new CountDownLatch(1);
    List<Long> got = new CopyOnWriteArrayList<>();
    Subscription slow =
        a.mesh
            .events()
            .subscribe(
                "fast",
                new SubscriptionOptions(4, Overflow.DROP_OLDEST),
                event -> {
                  busy.countDown();
                  release.await();
                  got.add(event.sequence());
                });
    a.mesh.events().publish("fast", null);
    busy.await();

    for (int i = 0; i < 10; i++) {
      a.mesh.events().publish("fast", null);
    }
    release.countDown();

    Eventually.until("the rest is delivered", Lab.SOON, () -> got.size() == 5);
    assertThat(got).containsExactly(1L, 8L, 9L, 10L, 11L);
    assertThat(slow.dropped()).isEqualTo(6);
  }

  @Test
  void aSubscriptionThatIsFullMayEnd() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Subscription fragile =
        a.mesh
            .events()
            .subscribe(
                "fast", new SubscriptionOptions(1, Overflow.CANCEL), event -> release.await());
    for (int i = 0; i < 10; i++) {
      a.mesh.events().publish("fast", null);
    }

    assertThat(fragile.dropped()).isEqualTo(1);
    release.countDown();
  }

  @Test
  void aSubscriberThatThrowsGetsTheNextEventAllTheSame() {
    List<Long> got = new CopyOnWriteArrayList<>();
    a.mesh
        .events()
        .subscribe(
            "odd",
            event -> {
              got.add(event.sequence());
              throw new IllegalStateException("a subscriber's fault");
            });
    a.mesh.events().publish("odd", null);
    a.mesh.events().publish("odd", null);

    Eventually.until("both arrive", Lab.SOON, () -> got.size() == 2);
  }

  @Test
  void subscriptionsAreBackAfterASwap() throws Exception {
    List<Long> there = new CopyOnWriteArrayList<>();
    subscribe(b, "news", event -> there.add(event.sequence()));
    a.unplug();
    a.plug();
    Lab.awaitConnected(a, b);

    a.mesh.events().publish("news", null);

    Eventually.until("it arrives", Lab.SOON, () -> !there.isEmpty());
  }

  @Test
  void topicsAndPatternsOfTheWrongFormAreRefused() {
    assertThatThrownBy(() -> a.mesh.events().publish("a/*", null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"a/*\"");
    assertThatThrownBy(() -> a.mesh.events().subscribe("**/a", event -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("**");
    assertThatThrownBy(() -> a.mesh.events().publish("", null))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
