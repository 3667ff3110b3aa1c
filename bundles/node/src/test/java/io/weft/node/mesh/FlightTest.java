package io.weft.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.events.Overflow;
import io.weft.events.SubscriptionOptions;
import io.weft.testkit.Eventually;
import io.weft.testkit.MemoryTransport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a recording of the JVM's Flight Recorder shows of a swap. */
class FlightTest {
  private static final List<String> NAMES =
      List.of("weft.Swap", "weft.Migration", "weft.Dial", "weft.Drain");

  @TempDir Path folder;
  private final Queue<RecordedEvent> seen = new ConcurrentLinkedQueue<>();

  private List<RecordedEvent> seen(String name) {
    return seen.stream().filter(event -> event.getEventType().getName().equals(name)).toList();
  }

  /** The stream of Java 17 gives no text for some longer strings when the machine is busy. */
  private static boolean isOf(RecordedEvent event, String peer) {
    String told = event.getString("peer");
    return told == null || told.equals(peer);
  }

  @Test
  void aRecordingShowsDialsSwapsDrainsAndWhereTrafficMoves() {
    try (RecordingStream stream = new RecordingStream();
        Lab lab = new Lab(folder)) {
      stream.setReuse(false);
      NAMES.forEach(
          name -> {
            stream.enable(name);
            stream.onEvent(name, seen::add);
          });
      stream.startAsync();
      Lab.Member a = lab.start("a");
      Lab.Member b = lab.start("b");
      Lab.awaitConnected(a, b);
      MemoryTransport second = new MemoryTransport(a.identity, lab.hub);
      MemoryTransport secondOfB = new MemoryTransport(b.identity, lab.hub);
      a.mesh.add(second, List.of("mem"), "mem://second:{port}");
      b.mesh.add(secondOfB, List.of("mem"), "mem://second:{port}");
      Eventually.until(
          "there is somewhere to move to",
          Lab.SOON,
          () ->
              a.mesh.peers().find(b.id()).stream()
                  .flatMap(peer -> peer.addresses().stream())
                  .anyMatch(address -> "second".equals(address.getHost())));
      a.unplug();

      String other = b.id().toString();
      Eventually.until(
          "all kinds of events are recorded",
          Lab.SOON,
          () ->
              seen("weft.Migration").stream().anyMatch(event -> isOf(event, other))
                  && !seen("weft.Drain").isEmpty()
                  && seen("weft.Swap").stream()
                      .anyMatch(event -> event.getString("change").equals("removed")));
      second.close();
      secondOfB.close();
      RecordedEvent dial =
          seen("weft.Dial").stream()
              .filter(event -> event.getString("outcome").equals("linked"))
              .findFirst()
              .orElseThrow();
      assertThat(dial.getString("transport")).isEqualTo("mem");
      assertThat(dial.getString("link")).startsWith("mem://");
      assertThat(dial.getDuration()).isPositive();
      assertThat(seen("weft.Drain"))
          .anySatisfy(
              event -> {
                assertThat(isOf(event, other)).isTrue();
                assertThat(event.getInt("links")).isPositive();
                assertThat(event.getString("outcome")).contains("traffic moved on");
              });
      assertThat(seen("weft.Migration"))
          .anySatisfy(event -> assertThat(isOf(event, other)).isTrue());
      assertThat(seen("weft.Swap"))
          .anySatisfy(event -> assertThat(event.getString("outcome")).isEqualTo("it listens"))
          .anySatisfy(event -> assertThat(event.getString("outcome")).isEqualTo("no link is left"));
    }
  }

  @Test
  void aPublisherThatWaitsIsToldForWhichSubscription() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (RecordingStream stream = new RecordingStream();
        Lab lab = new Lab(folder)) {
      stream.setReuse(false);
      stream.enable("weft.Blocked");
      stream.onEvent("weft.Blocked", seen::add);
      stream.startAsync();
      Lab.Member a = lab.start("a");
      a.mesh
          .events()
          .subscribe("slow", new SubscriptionOptions(1, Overflow.BLOCK), event -> release.await());
      Thread publisher =
          new Thread(
              () -> {
                for (int i = 0; i < 3; i++) {
                  a.mesh.events().publish("slow", null);
                }
              });
      publisher.start();

      Eventually.until("it is told", Lab.SOON, () -> !seen("weft.Blocked").isEmpty());
      RecordedEvent told = seen("weft.Blocked").get(0);
      assertThat(told.getString("subscription"))
          .contains("subscription of slow", FlightTest.class.getName());
      assertThat(told.getString("topic")).isEqualTo("slow");
      assertThat(told.getDuration("waited")).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
      release.countDown();
      publisher.join();
    }
  }
}
