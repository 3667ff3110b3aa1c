package io.weft.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.exchange.Reply;
import io.weft.exchange.RequestException;
import io.weft.node.directory.LocalService;
import io.weft.node.session.Liveness;
import io.weft.peer.PeerEvent;
import io.weft.peer.PeerInfo;
import io.weft.peer.PeerInfo.State;
import io.weft.testkit.Eventually;
import io.weft.testkit.Steadily;
import io.weft.transport.Lane;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that come, go, and are not wanted. */
class PeersTest {
  @TempDir Path folder;
  private Lab lab;

  @BeforeEach
  void open() {
    lab = new Lab(folder);
  }

  @AfterEach
  void stop() {
    lab.close();
  }

  @Test
  void aSessionHasOneLinkInEachLane() {
    Lab.Member a = lab.start("a");
    Lab.Member b = lab.start("b");
    Lab.awaitConnected(a, b);

    for (Lab.Member each : List.of(a, b)) {
      Eventually.until(
          "a control and a calls link, and no double ones",
          Lab.SOON,
          () -> {
            List<Lane> lanes =
                each.mesh.peers().all().get(0).links().stream()
                    .filter(link -> link.usable())
                    .map(link -> link.lane())
                    .sorted()
                    .toList();
            return lanes.equals(List.of(Lane.CONTROL, Lane.CALLS));
          });
    }
  }

  @Test
  void aNodeThatStopsIsGoneAtOnceAndItsServicesToo() {
    Lab.Member a = lab.start("a");
    Lab.Member b = lab.start("b");
    Lab.awaitConnected(a, b);
    b.offer("echo", "back", request -> null);
    a.awaitService("echo", 1);

    b.mesh.close();

    Eventually.until("it is gone", Lab.SOON, () -> a.stateOf(b) != State.CONNECTED);
    assertThat(a.stateOf(b)).isIn(State.GONE, null);
    assertThat(a.mesh.directory().remote("echo")).isEmpty();
  }

  @Test
  void aNodeThatIsAboutToStopIsGoneAtOnceAndIsNotFoundAgainByWhatStopsMeanwhile() throws Exception {
    Lab.Member a = lab.start("a");
    Lab.Member b = lab.start("b");
    Lab.awaitConnected(a, b);
    LocalService echo = b.offer("echo", "back", request -> null);
    a.awaitService("echo", 1);
    CompletableFuture<Void> release = new CompletableFuture<>();
    a.offer(
        "slow",
        "wait",
        request -> {
          release.join();
          return new byte[1];
        });
    b.awaitService("slow", 1);
    CompletableFuture<Reply> underWay =
        b.mesh.exchange().request("slow", "wait", new byte[1]).toCompletableFuture();

    b.mesh.sayLeaving();

    Eventually.until("it is gone", Lab.SOON, () -> a.stateOf(b) == State.GONE);
    assertThat(a.mesh.directory().remote("echo")).isEmpty();
    b.mesh.remove(echo); // else a new record says so, by which it would be found again
    Steadily.holds("it is gone", Duration.ofMillis(300), () -> a.stateOf(b) == State.GONE);
    release.complete(null);
    assertThat(underWay).succeedsWithin(Lab.SOON);
  }

  @Test
  void aNodeThatStopsWhileItIsBeingLinkedIsGoneAndNotWaitedFor() {
    Lab.Member a = lab.start("a");
    List<PeerEvent.Kind> heard = new CopyOnWriteArrayList<>();
    a.mesh.add((peer, event) -> heard.add(event.kind()));
    for (int i = 0; i < 20; i++) {
      Lab.Member b = lab.start("b" + i);
      Eventually.until("a sees a link", Lab.SOON, () -> a.connectedTo(b));
      b.mesh.close();
      Eventually.until(
          "it is gone", Lab.SOON, () -> !a.connectedTo(b) && a.stateOf(b) != State.KNOWN);
      assertThat(a.stateOf(b)).isIn(State.GONE, null);
    }
    assertThat(heard).doesNotContain(PeerEvent.Kind.LOST);
  }

  @Test
  void anotherNetworksNodeIsNeitherFoundNorLinked() {
    Lab.Member a = lab.start("a");
    Lab.Member stranger = lab.start(lab.trial.stranger("s"), "s", settings -> settings);
    Lab.Member b = lab.start("b");
    Lab.awaitConnected(a, b); // by then the stranger's record has been on the board for long

    assertThat(a.mesh.peers().find(stranger.id())).isEmpty();
    assertThat(stranger.mesh.peers().all()).isEmpty();
  }

  @Test
  void garbageOnTheBoardHarmsNobody() {
    Lab.Member a = lab.start("a");
    for (int length = 0; length < 200; length++) {
      lab.board.show(new byte[length]);
    }
    lab.board.show(new byte[100_000]);
    Lab.Member b = lab.start("b");

    Lab.awaitConnected(a, b);
    assertThat(a.mesh.peers().all()).hasSize(1);
  }

  @Test
  void aLostPeerFailsWhatWasSentAsUnknownAndIsFoundAgain() {
    Lab.Member a = lab.start("a");
    Lab.Member b = lab.start("b");
    Lab.awaitConnected(a, b);
    b.offer("slow", "do", request -> new CompletableFuture<>());
    a.awaitService("slow", 1);
    CompletableFuture<Reply> answer = a.mesh.exchange().request("slow", "do", null);
    Eventually.until(
        "it is being handled",
        Lab.SOON,
        () -> b.mesh.directory().local().get(0).metrics().outstanding() == 1);

    b.transport.close(); // without a word, as if the process were gone

    assertThat(answer)
        .failsWithin(Lab.SOON)
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(RequestException.class)
        .extracting(Throwable::getCause, InstanceOfAssertFactories.type(RequestException.class))
        .matches(failure -> failure.outcome() == RequestException.Outcome.UNKNOWN);
    b.plug();
    Lab.awaitConnected(a, b);
    a.awaitService("slow", 1);
  }

  @Test
  void aPeerBehindACutCableIsLostWithinASecondThoughNoSocketCloses() {
    lab.liveness = new Liveness(Liveness.DEFAULT.remote(), Liveness.DEFAULT.remote());
    Lab.Member a = lab.start("a");
    Lab.Member b = lab.start("b");
    Lab.awaitConnected(a, b);
    b.offer("slow", "do", request -> new CompletableFuture<>());
    a.awaitService("slow", 1);
    CompletableFuture<Reply> answer = a.mesh.exchange().request("slow", "do", null);

    b.faults.pause();
    long cut = System.nanoTime();

    assertThat(answer).failsWithin(Lab.SOON).withThrowableOfType(ExecutionException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - cut))
        .isGreaterThan(Liveness.DEFAULT.remote().silenceLimit().dividedBy(2));
    b.faults.resume();
    Lab.awaitConnected(a, b);
    a.awaitService("slow", 1);
  }

  @Test
  void aPeerThatIsSlowToAnswerButAliveIsKept() {
    lab.liveness = new Liveness(Liveness.DEFAULT.remote(), Liveness.DEFAULT.remote());
    Lab.Member a = lab.start("a");
    Lab.Member b = lab.start("b");
    Lab.awaitConnected(a, b);
    List<PeerEvent.Kind> heard = new CopyOnWriteArrayList<>();
    a.mesh.add((peer, event) -> heard.add(event.kind()));

    b.faults.delay(Duration.ofMillis(100));
    Eventually.until(
        "the round trip shows the delay",
        Lab.SOON,
        () ->
            a.mesh
                .peers()
                .find(b.id())
                .flatMap(PeerInfo::roundTrip)
                .map(time -> time.toMillis() >= 100)
                .orElse(false));

    assertThat(heard).doesNotContain(PeerEvent.Kind.LOST);
  }

  @Test
  void theHistoryTellsWhoFoundItAndWhatWasTried() {
    Lab.Member a = lab.start("a");
    Lab.Member b = lab.start("b");
    Lab.awaitConnected(a, b);

    // The state changes first, and is told then.
    Eventually.until(
        "it was seen, linked and connected",
        Lab.SOON,
        () ->
            a.mesh.peers().history(b.id()).stream()
                .map(PeerEvent::kind)
                .collect(Collectors.toSet())
                .containsAll(
                    List.of(PeerEvent.Kind.SEEN, PeerEvent.Kind.LINKED, PeerEvent.Kind.CONNECTED)));
    PeerInfo info = a.mesh.peers().find(b.id()).orElseThrow();
    assertThat(info.name()).isEqualTo("b");
    assertThat(info.sources()).containsKey("board");
    assertThat(info.connectedSince()).isPresent();
  }

  @Test
  void listenersHearOfPeersInOrder() {
    Lab.Member a = lab.start("a");
    List<PeerEvent.Kind> heard = new CopyOnWriteArrayList<>();
    a.mesh.add((peer, event) -> heard.add(event.kind()));
    Lab.Member b = lab.start("b");
    Lab.awaitConnected(a, b);
    b.mesh.close();

    Eventually.until("gone is told", Lab.SOON, () -> heard.contains(PeerEvent.Kind.GONE));
    assertThat(heard)
        .containsSubsequence(PeerEvent.Kind.LINKED, PeerEvent.Kind.CONNECTED, PeerEvent.Kind.GONE);
  }

  @Test
  void newSettingsTakeEffectWithoutLosingAPeer() {
    Lab.Member a = lab.start("a");
    Lab.Member b = lab.start("b");
    Lab.awaitConnected(a, b);
    a.mesh.apply(new Altered(a.mesh.settings()).name("renamed").roles("bridge").settings());

    Eventually.until(
        "the peer knows the new name and role",
        Lab.SOON,
        () ->
            b.mesh
                .peers()
                .find(a.id())
                .map(peer -> peer.name().equals("renamed") && peer.roles().contains("bridge"))
                .orElse(false));
    assertThat(b.stateOf(a)).isEqualTo(State.CONNECTED);
  }

  @Test
  void aStoppedNodeLeavesNoThread() throws Exception {
    Lab.Member a = lab.start("a");
    Lab.Member b = lab.start("b");
    Lab.awaitConnected(a, b);
    b.offer("echo", "back", request -> null);
    a.awaitService("echo", 1);
    a.mesh.exchange().request("echo", "back", null).get(10, TimeUnit.SECONDS);

    lab.close();

    try {
      Eventually.until("no thread of a node is left", Lab.SOON, () -> threadsOfNodes().isEmpty());
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + ": " + threadsOfNodes(), e);
    }
  }

  /** Where they are. */
  private static Map<String, List<StackTraceElement>> threadsOfNodes() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(each -> each.getKey().getName().startsWith("weft-"))
        .collect(
            Collectors.toMap(
                each -> each.getKey().getName() + "#" + each.getKey().getId(),
                each -> List.of(each.getValue())));
  }

  @Test
  void aPortInUseIsTakenWhenItIsFree() {
    Lab.Member a = lab.start("a");
    Eventually.until("it listens", Lab.SOON, a.mesh::ready);
    URI taken = a.mesh.record().addresses().get(0);
    Lab.Member late = lab.start("late", settings -> new Altered(settings).listen(taken).settings());
    Eventually.until("its transport is there", Lab.SOON, () -> late.connectedTo(a));
    assertThat(late.mesh.ready()).isFalse();

    a.unplug();

    Eventually.until("it listens", Lab.SOON, late.mesh::ready);
    assertThat(late.mesh.record().addresses()).containsExactly(taken);
  }
}
