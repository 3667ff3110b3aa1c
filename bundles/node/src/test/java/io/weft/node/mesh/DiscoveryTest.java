package io.weft.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.discovery.DiscoveryProvider;
import io.weft.discovery.RecordException;
import io.weft.discovery.Records;
import io.weft.discovery.Self;
import io.weft.discovery.Sighting;
import io.weft.discovery.SightingSink;
import io.weft.discovery.SourceInfo;
import io.weft.discovery.SourceInfo.State;
import io.weft.node.NodeId;
import io.weft.peer.PeerInfo;
import io.weft.peer.PeerWatcher;
import io.weft.peer.Peers;
import io.weft.testkit.Eventually;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources, what they report, and who is there. */
class DiscoveryTest {
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

  /** A source that does what a test says. */
  private static class Mouth implements DiscoveryProvider {
    volatile SightingSink sink;
    volatile Self self;

    @Override
    public void start(Self own, SightingSink to) {
      self = own;
      sink = to;
    }

    @Override
    public void refresh() {}

    @Override
    public void close() {}
  }

  private static SourceInfo source(Lab.Member node, String name) {
    return node.mesh.discovery().sources().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static void awaitState(Lab.Member node, String name, State state) {
    Eventually.until(name + " is " + state, Lab.SOON, () -> source(node, name).state() == state);
  }

  @Test
  void aSourceIsSwitchedOffAndOnAndLosesNoPeer() {
    Lab.Member a = lab.start("a");
    Lab.Member b = lab.start("b");
    Lab.awaitConnected(a, b);
    assertThat(source(a, "board").vouched()).isEqualTo(1);

    assertThat(a.mesh.discovery().turn("board", false)).isTrue();
    awaitState(a, "board", State.OFF);
    assertThat(a.connectedTo(b)).isTrue();

    assertThat(a.mesh.discovery().turn("board", true)).isTrue();
    awaitState(a, "board", State.RUNNING);
    assertThat(a.mesh.discovery().turn("nosuch", true)).isFalse();
  }

  @Test
  void whatTheUserHasSwitchedOffStaysOffWhenSettingsChangeOrItsBundleIsUpdated() {
    Lab.Member a = lab.start("a");
    a.mesh.discovery().turn("board", false);
    awaitState(a, "board", State.OFF);

    a.mesh.apply(a.mesh.settings());
    Mouth mouth = new Mouth();
    a.mesh.add(mouth, "mouth");
    awaitState(a, "mouth", State.RUNNING);

    assertThat(source(a, "board").state()).isEqualTo(State.OFF);
    a.mesh.discovery().turn("mouth", false);
    a.mesh.remove(mouth);
    a.mesh.add(new Mouth(), "mouth");
    assertThat(source(a, "mouth").state()).isEqualTo(State.OFF);
  }

  @Test
  void aSourceThatCouldNotStartIsTriedAgainWhenItIsSwitchedOn() {
    Lab.Member a = lab.start("a");
    AtomicBoolean broken = new AtomicBoolean(true);
    Mouth mouth =
        new Mouth() {
          @Override
          public void start(Self own, SightingSink to) {
            if (broken.get()) {
              throw new IllegalArgumentException("there is no such wire");
            }
          }
        };
    a.mesh.add(mouth, "mouth");
    awaitState(a, "mouth", State.FAILED);

    broken.set(false);
    a.mesh.discovery().turn("mouth", true);

    awaitState(a, "mouth", State.RUNNING);
  }

  @Test
  void whoHasSaidGoodbyeIsNotBroughtBackByAnEcho() {
    Lab.Member a = lab.start("a");
    Lab.Member b = lab.start("b");
    Lab.awaitConnected(a, b);
    byte[] last = a.mesh.records().find(b.id()).orElseThrow().signed();
    b.mesh.close();
    Eventually.until("it is forgotten", Lab.SOON, () -> a.stateOf(b) == null);

    lab.board.show(last);

    assertThat(a.mesh.peers().all()).isEmpty();
  }

  @Test
  void aSourceThatCannotStartSaysWhyAndHoldsNobodyUp() {
    Lab.Member a = lab.start("a");
    CountDownLatch held = new CountDownLatch(1);
    a.mesh.add(
        new Mouth() {
          @Override
          public void start(Self own, SightingSink to) {
            try {
              held.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        },
        "slow");
    a.mesh.add(
        new Mouth() {
          @Override
          public void start(Self own, SightingSink to) {
            throw new IllegalArgumentException("group 10.0.0.1 is no multicast address");
          }
        },
        "bad");
    Lab.Member b = lab.start("b");

    Lab.awaitConnected(a, b);
    awaitState(a, "bad", State.FAILED);
    assertThat(source(a, "bad").lastError().orElseThrow().reason())
        .isEqualTo("it failed to start: group 10.0.0.1 is no multicast address");
    assertThat(source(a, "slow").state()).isEqualTo(State.STARTING);
    held.countDown();
    awaitState(a, "slow", State.RUNNING);
  }

  @Test
  void whatASourceStillSaysAfterItWasSwitchedOffDoesNotCount() {
    Lab.Member a = lab.start("a");
    Lab.Member b = lab.start("b", settings -> new Altered(settings).withoutDiscovery().settings());
    Mouth other = new Mouth();
    b.mesh.add(other, "mouth");
    b.mesh.discovery().turn("mouth", true);
    awaitState(b, "mouth", State.RUNNING);
    Mouth mouth = new Mouth();
    a.mesh.add(mouth, "mouth");
    awaitState(a, "mouth", State.RUNNING);
    SightingSink old = mouth.sink;
    a.mesh.discovery().turn("mouth", false);
    awaitState(a, "mouth", State.OFF);

    old.seen(
        new Sighting.Signed(other.self.signedRecord(), Optional.empty()), Duration.ofMinutes(1));
    old.failed("here", "nothing works");

    assertThat(a.mesh.peers().find(b.id())).isEmpty();
    assertThat(source(a, "mouth").troubles()).isEmpty();
  }

  @Test
  void troublesAreToldWithTheirPlace() {
    Lab.Member a = lab.start("a");
    Mouth mouth = new Mouth();
    a.mesh.add(mouth, "mouth");
    awaitState(a, "mouth", State.RUNNING);

    mouth.sink.seen(
        new Sighting.Signed(new byte[7], Optional.empty(), Optional.of("/net/x.json")),
        Duration.ofMinutes(1));
    mouth.sink.failed("/net", "no such directory");

    SourceInfo info = source(a, "mouth");
    assertThat(info.refused()).isEqualTo(1);
    assertThat(info.troubles())
        .extracting(SourceInfo.Trouble::place)
        .containsExactly("/net", "/net/x.json");
    mouth.sink.recovered("/net");
    assertThat(source(a, "mouth").troubles()).hasSize(1);
  }

  @Test
  void inventedNodesAtBareAddressesAreBounded() throws Exception {
    Lab.Member a = lab.start("a");
    Mouth mouth = new Mouth();
    a.mesh.add(mouth, "mouth");
    awaitState(a, "mouth", State.RUNNING);
    KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
    keys.initialize(256);
    for (int i = 0; i < 400; i++) {
      NodeId invented = NodeId.of(keys.generateKeyPair().getPublic());
      mouth.sink.seen(
          new Sighting.Address(
              URI.create("mem://nowhere:" + i), Optional.of(invented), Optional.empty()),
          Duration.ofHours(1));
    }

    assertThat(a.mesh.peers().all()).hasSize(256);
    Lab.Member b = lab.start("b");
    Lab.awaitConnected(a, b);
  }

  @Test
  void recordsThatAreBelievedCanBePassedOn() throws Exception {
    Lab.Member a = lab.start("a");
    Lab.Member b = lab.start("b");
    Lab.awaitConnected(a, b);

    Records.Known known = a.mesh.records().find(b.id()).orElseThrow();

    assertThat(a.mesh.records().known()).extracting(each -> each.record().id()).contains(b.id());
    assertThat(known.connected()).isTrue();
    assertThat(known.vouchedBy()).contains("board");
    assertThat(a.mesh.records().verify(known.signed())).isEqualTo(known.record());
    byte[] forged = known.signed();
    forged[forged.length / 2] ^= 1;
    assertThatThrownBy(() -> a.mesh.records().verify(forged)).isInstanceOf(RecordException.class);
  }

  /** Remembers what it is told, as words. */
  private static final class Diary implements PeerWatcher {
    final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void found(PeerInfo peer) {
      lines.add("found " + peer.name());
    }

    @Override
    public void changed(PeerInfo peer) {
      lines.add("changed " + peer.name());
    }

    @Override
    public void lost(PeerInfo peer) {
      lines.add("lost " + peer.name());
    }
  }

  @Test
  void whoWatchesLateMissesNothingAndHearsNothingTwice() {
    Lab.Member a = lab.start("a");
    Lab.Member b = lab.start("b");
    Lab.awaitConnected(a, b);
    Diary early = new Diary();
    Diary late = new Diary();
    Peers.Watch first = a.mesh.peers().watch(early);
    Lab.Member c = lab.start("c");
    Lab.awaitConnected(a, c);
    Eventually.until("c is told", Lab.SOON, () -> early.lines.contains("found c"));
    Peers.Watch second = a.mesh.peers().watch(late);
    Eventually.until("all are told", Lab.SOON, () -> late.lines.size() >= 2);
    b.mesh.close();
    Eventually.until("b is lost", Lab.SOON, () -> late.lines.contains("lost b"));
    Eventually.until("b is lost", Lab.SOON, () -> early.lines.contains("lost b"));
    first.close();
    second.close();

    for (Diary diary : List.of(early, late)) {
      assertThat(diary.lines).filteredOn("found b"::equals).hasSize(1);
      assertThat(diary.lines).filteredOn("found c"::equals).hasSize(1);
      assertThat(diary.lines).filteredOn("lost b"::equals).hasSize(1);
      assertThat(diary.lines.indexOf("found b")).isLessThan(diary.lines.indexOf("lost b"));
      assertThat(diary.lines.lastIndexOf("changed b")).isBetween(-1, diary.lines.indexOf("lost b"));
    }
  }

  @Test
  void nobodyIsToldAfterTheWatchWasClosed() {
    Lab.Member a = lab.start("a");
    Diary diary = new Diary();
    a.mesh.peers().watch(diary).close();
    Lab.Member b = lab.start("b");
    Lab.awaitConnected(a, b);

    Diary other = new Diary();
    Peers.Watch watch = a.mesh.peers().watch(other);
    Eventually.until("others are told", Lab.SOON, () -> other.lines.contains("found b"));
    watch.close();
    assertThat(diary.lines).isEmpty();
  }

  @Test
  void nodesAreFoundByWhatTheyHaveAndOffer() {
    Lab.Member a = lab.start("a");
    Lab.Member b = lab.start("b");
    Lab.awaitConnected(a, b);
    b.offer("user/auth", "login", request -> null);

    Eventually.until(
        "its record says so",
        Lab.SOON,
        () -> a.mesh.peers().offering("user/auth").stream().anyMatch(p -> p.id().equals(b.id())));
    assertThat(a.mesh.peers().offering("nothing/there")).isEmpty();
    assertThat(a.mesh.peers().withCapability("processors")).hasSize(1);
    String processors = a.mesh.peers().all().get(0).capabilities().get("processors");
    assertThat(a.mesh.peers().withCapability("processors=" + processors)).hasSize(1);
    assertThat(a.mesh.peers().withCapability("processors=none")).isEmpty();
  }
}
