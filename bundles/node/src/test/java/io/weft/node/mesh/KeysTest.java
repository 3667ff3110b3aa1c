package io.weft.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.identity.NodeIdentity;
import io.weft.node.standing.KeptInMemory;
import io.weft.peer.PeerEvent.Kind;
import io.weft.peer.PeerInfo;
import io.weft.peer.PeerInfo.State;
import io.weft.testkit.Eventually;
import io.weft.testkit.Steadily;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys of peers: pinned, followed, refused; and one key in two places. */
class KeysTest {
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

  /** The node whose data folder is a copy of another one's. */
  private NodeIdentity copy(String from, String to) throws IOException {
    Path source = folder.resolve("trial/own-" + from);
    Path target = folder.resolve("trial/own-" + to);
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(source.relativize(file).toString()));
      }
    }
    return lab.trial.member(to);
  }

  private static PublicKey keyOf(NodeIdentity identity) {
    return identity.credentials().certificate().getPublicKey();
  }

  private static List<Kind> eventsOf(Lab.Member at, Lab.Member of) {
    return at.mesh.peers().history(of.id()).stream().map(event -> event.kind()).toList();
  }

  @Test
  void aKeyThatTheOldOneHasSignedIsFollowed() {
    Lab.Member a = lab.start("a");
    NodeIdentity rotating = lab.trial.member("b");
    Lab.Member b = lab.start(rotating, "b", settings -> settings);
    Lab.awaitConnected(a, b);

    PublicKey next = rotating.rotate();

    Eventually.until(
        "a knows the new key",
        Lab.SOON,
        () ->
            a.mesh
                    .peers()
                    .find(b.id())
                    .flatMap(PeerInfo::publicKey)
                    .filter(next::equals)
                    .isPresent()
                && eventsOf(a, b).contains(Kind.KEY_FOLLOWED));
    assertThat(a.connectedTo(b)).isTrue();
    assertThat(eventsOf(a, b)).doesNotContain(Kind.KEY_REFUSED);
  }

  @Test
  void anotherKeyIsRefusedUntilTheUserPinsIt() throws Exception {
    KeptInMemory disk = new KeptInMemory();
    Lab.Member a = lab.start("a");
    a.mesh.add(disk);
    NodeIdentity real = lab.trial.member("b");
    NodeIdentity thief = copy("b", "thief");
    Lab.Member b = lab.start(real, "b", settings -> settings);
    Lab.awaitConnected(a, b);
    PublicKey known = real.rotate();
    Eventually.until("a has followed", Lab.SOON, () -> eventsOf(a, b).contains(Kind.KEY_FOLLOWED));
    b.mesh.close();
    b.transport.close();

    thief.rotate();
    Lab.Member impostor = lab.start(thief, "b", settings -> settings);
    Eventually.until(
        "it is refused and said", Lab.SOON, () -> eventsOf(a, impostor).contains(Kind.KEY_REFUSED));
    Steadily.holds(
        "it is kept out", Duration.ofSeconds(2), () -> a.stateOf(impostor) != State.CONNECTED);
    assertThat(a.mesh.peerBook().remembered())
        .singleElement()
        .satisfies(peer -> assertThat(peer.key()).contains(known));

    a.mesh.peerBook().pin(impostor.id(), keyOf(thief));

    Eventually.until("it is let in", Lab.SOON, () -> a.stateOf(impostor) == State.CONNECTED);
    assertThat(disk.disk.get(impostor.id()).key()).contains(keyOf(thief));
  }

  @Test
  void anOldKeyOfARotatedNodeIsRefused() throws Exception {
    Lab.Member a = lab.start("a");
    NodeIdentity real = lab.trial.member("b");
    NodeIdentity stolen = copy("b", "stolen");
    real.rotate();
    Lab.Member b = lab.start(real, "b", settings -> settings);
    Lab.awaitConnected(a, b);
    b.mesh.close();
    b.transport.close();

    Lab.Member impostor = lab.start(stolen, "b", settings -> settings);

    Eventually.until(
        "it is refused and said", Lab.SOON, () -> eventsOf(a, impostor).contains(Kind.KEY_REFUSED));
    assertThat(a.connectedTo(impostor)).isFalse();
  }

  @Test
  void ofTwoNodesWithOneKeyOneStaysAndTheOtherIsTold() throws Exception {
    Lab.Member third = lab.start("third");
    Lab.Member first = lab.start(lab.trial.member("twin"), "first", settings -> settings);
    Lab.awaitConnected(third, first);
    Lab.Member second = lab.start(copy("twin", "copy"), "second", settings -> settings);
    assertThat(second.id()).isEqualTo(first.id());

    Eventually.until(
        "one of the two is refused with the reason",
        Lab.SOON,
        () ->
            Stream.of(first, second)
                .anyMatch(
                    twin ->
                        twin.mesh.peers().history(third.id()).stream()
                            .anyMatch(event -> event.detail().contains("have one node's key"))));
    long before = connections(third, first);
    Steadily.holds(
        "neither takes the other's place again and again",
        Duration.ofSeconds(3),
        () -> connections(third, first) <= before + 1);
    assertThat(third.connectedTo(first)).isTrue();
  }

  private static long connections(Lab.Member at, Lab.Member of) {
    return eventsOf(at, of).stream().filter(Kind.CONNECTED::equals).count();
  }
}
