package io.weft.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.weft.node.NodeId;
import io.weft.node.standing.KeptInMemory;
import io.weft.peer.KnownPeer;
import io.weft.peer.PeerEvent;
import io.weft.peer.PeerException;
import io.weft.peer.PeerException.Reason;
import io.weft.peer.PeerInfo;
import io.weft.peer.PeerInfo.State;
import io.weft.testkit.Eventually;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the user decides about peers, and what is remembered of them. */
class PeerBookTest {
  @TempDir Path folder;
  private Lab lab;

  /** Whether the board shows anybody; set before nodes start. */
  private volatile boolean shown = true;

  @BeforeEach
  void open() {
    lab = new Lab(folder, (reader, author) -> shown);
  }

  @AfterEach
  void stop() {
    lab.close();
  }

  /** A node that nobody finds by itself. */
  private Lab.Member hidden(String name) {
    Lab.Member member =
        lab.start(name, settings -> new Altered(settings).withoutAutoConnect().settings());
    Eventually.until("it listens", Lab.SOON, member.mesh::ready);
    return member;
  }

  private static URI addressOf(Lab.Member member) {
    return member.mesh.record().addresses().get(0);
  }

  private static PeerInfo add(Lab.Member to, URI address, Optional<NodeId> expected)
      throws Exception {
    return to.mesh
        .peerBook()
        .add(address, expected)
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  private static PeerException refused(Lab.Member to, URI address, Optional<NodeId> expected) {
    Throwable thrown = catchThrowable(() -> add(to, address, expected));
    assertThat(thrown).hasCauseInstanceOf(PeerException.class);
    return (PeerException) thrown.getCause();
  }

  @Test
  void anAddressIsEnoughToAddAPeerThatIsKept() throws Exception {
    Lab.Member a = hidden("a");
    Lab.Member b = hidden("b");

    PeerInfo added = add(a, addressOf(b), Optional.empty());

    assertThat(added.id()).isEqualTo(b.id());
    assertThat(added.kept()).isTrue();
    assertThat(added.publicKey()).contains(b.identity.credentials().certificate().getPublicKey());
    Lab.awaitConnected(a, b);
    assertThat(a.mesh.peerBook().remembered())
        .singleElement()
        .satisfies(known -> assertThat(known.addresses()).contains(addressOf(b)));
  }

  @Test
  void anotherNodeThanExpectedIsRefusedAndSaid() {
    Lab.Member a = hidden("a");
    Lab.Member b = hidden("b");
    Lab.Member c = hidden("c");

    PeerException failure = refused(a, addressOf(b), Optional.of(c.id()));

    assertThat(failure.reason()).isEqualTo(Reason.ANOTHER);
    assertThat(failure).hasMessageContaining("attack").hasMessageContaining(b.id().shortText());
    assertThat(a.stateOf(b)).isNotEqualTo(State.CONNECTED);
    assertThat(a.mesh.peerBook().remembered()).isEmpty();
  }

  @Test
  void anAddressBelongsToThePeerThatWasAddedThere() throws Exception {
    Lab.Member a = hidden("a");
    Lab.Member b = hidden("b");
    URI address = addressOf(b);
    add(a, address, Optional.empty());
    b.mesh.close();
    b.transport.close();
    lab.start("impostor", settings -> new Altered(settings).listen(address).settings());
    Eventually.until(
        "somebody else is there",
        Lab.SOON,
        () -> refused(a, address, Optional.empty()).reason() == Reason.ANOTHER);
  }

  @Test
  void uselessAddressesAreRefusedWithTheReason() {
    Lab.Member a = hidden("a");

    assertThat(refused(a, URI.create("gopher://somewhere:1"), Optional.empty()))
        .hasMessageContaining("no transport here takes gopher")
        .extracting(PeerException::reason)
        .isEqualTo(Reason.BAD_ADDRESS);
    assertThat(refused(a, URI.create("mem://no-port"), Optional.empty()).reason())
        .isEqualTo(Reason.BAD_ADDRESS);
    assertThat(refused(a, URI.create("nowhere"), Optional.empty()).reason())
        .isEqualTo(Reason.BAD_ADDRESS);
    assertThat(refused(a, addressOf(a), Optional.empty()))
        .hasMessageContaining("this node itself")
        .extracting(PeerException::reason)
        .isEqualTo(Reason.BAD_ADDRESS);
    assertThat(refused(a, URI.create("mem://nobody:7"), Optional.empty()).reason())
        .isEqualTo(Reason.UNREACHABLE);
  }

  @Test
  void aNodeOfAnotherNetworkIsRefused() {
    Lab.Member a = hidden("a");
    Lab.Member stranger = lab.start(lab.trial.stranger("s"), "s", settings -> settings);
    Eventually.until("it listens", Lab.SOON, stranger.mesh::ready);

    assertThat(refused(a, addressOf(stranger), Optional.empty()).reason())
        .isEqualTo(Reason.REFUSED);
  }

  @Test
  void aBannedPeerIsDisconnectedKeptAwayAndForgiven() {
    Lab.Member a = lab.start("a");
    Lab.Member b = lab.start("b");
    Lab.awaitConnected(a, b);
    b.offer("echo", "back", request -> null);
    a.awaitService("echo", 1);

    a.mesh.peerBook().ban(b.id(), Optional.empty(), "it snores");

    assertThat(a.stateOf(b)).isEqualTo(State.BANNED);
    Eventually.until("its links are gone", Lab.SOON, () -> !b.connectedTo(a));
    Eventually.until(
        "its services are gone", Lab.SOON, () -> a.mesh.directory().remote("echo").isEmpty());
    Eventually.until(
        "it comes back and is told why not",
        Lab.SOON,
        () ->
            b.mesh.peers().history(a.id()).stream()
                .anyMatch(event -> event.detail().contains("banned for good")));
    assertThat(a.mesh.peers().find(b.id()).orElseThrow().standing().ban().orElseThrow().reason())
        .isEqualTo("it snores");
    assertThat(refused(a, addressOf(b), Optional.of(b.id())).reason()).isEqualTo(Reason.REFUSED);

    assertThat(a.mesh.peerBook().unban(b.id())).isTrue();

    Lab.awaitConnected(a, b);
    a.awaitService("echo", 1);
    assertThat(a.mesh.peers().history(b.id()))
        .extracting(PeerEvent::kind)
        .contains(PeerEvent.Kind.BANNED, PeerEvent.Kind.FORGIVEN);
  }

  @Test
  void aBanForATimeEndsByItself() {
    Lab.Member a = lab.start("a");
    Lab.Member b = lab.start("b");
    Lab.awaitConnected(a, b);

    a.mesh.peerBook().ban(b.id(), Optional.of(Duration.ofSeconds(2)), "a minute's rest");
    assertThat(a.stateOf(b)).isEqualTo(State.BANNED);

    Lab.awaitConnected(a, b);
  }

  @Test
  void whoIsRememberedIsFoundAgainWithoutDiscovery() throws Exception {
    KeptInMemory disk = new KeptInMemory();
    Lab.Member b = hidden("b");
    Lab.Member c = hidden("c");
    Lab.Member a = hidden("a");
    a.mesh.add(disk);
    add(a, addressOf(b), Optional.empty());
    a.mesh.peerBook().ban(c.id(), Optional.empty(), "bad company");
    assertThat(disk.disk.keySet()).containsExactlyInAnyOrder(b.id(), c.id());
    a.mesh.close();
    a.transport.close();

    Lab.Member again = hidden("a");
    again.mesh.add(disk);

    Lab.awaitConnected(again, b);
    assertThat(again.mesh.peers().find(b.id()).orElseThrow().kept()).isTrue();
    Eventually.until("the ban holds", Lab.SOON, () -> again.stateOf(c) == State.BANNED);
  }

  @Test
  void whoTakesALinkThatItsDiallerRefusesDoesNotWaitForASwap() {
    Lab.Member a = hidden("a");
    Lab.Member b = hidden("b");
    a.mesh.peerBook().ban(b.id(), Optional.empty(), "bad company");

    assertThat(refused(a, addressOf(b), Optional.empty())).hasMessageContaining("banned");

    Eventually.until(
        "b has lost a", Lab.SOON, () -> happened(b, a).containsKey(PeerEvent.Kind.LOST));
    assertThat(happened(b, a)).containsKey(PeerEvent.Kind.CONNECTED);
    assertThat(happened(b, a).get(PeerEvent.Kind.LOST)).doesNotContain("did not come back");
  }

  /** The last detail of each kind. */
  private static Map<PeerEvent.Kind, String> happened(Lab.Member at, Lab.Member with) {
    return at.mesh.peers().history(with.id()).stream()
        .collect(Collectors.toMap(PeerEvent::kind, PeerEvent::detail, (first, last) -> last));
  }

  @Test
  void aLinkThatComesAfterItsPeerWasRemovedMakesItNotKnownAgain() throws Exception {
    shown = false;
    Lab.Member a = hidden("a");
    Lab.Member b = hidden("b");
    add(a, addressOf(b), Optional.empty());
    assertThat(a.mesh.peerBook().remove(b.id())).isTrue();

    assertThat(refused(b, addressOf(a), Optional.empty())).hasMessageContaining("removed");

    assertThat(a.mesh.peers().find(b.id())).isEmpty();
  }

  @Test
  void aRemovedPeerIsForgotten() throws Exception {
    shown = false;
    KeptInMemory disk = new KeptInMemory();
    Lab.Member a = hidden("a");
    Lab.Member b = hidden("b");
    a.mesh.add(disk);
    add(a, addressOf(b), Optional.empty());

    assertThat(a.mesh.peerBook().remove(b.id())).isTrue();

    Eventually.until("it is not connected", Lab.SOON, () -> !a.connectedTo(b));
    assertThat(a.mesh.peerBook().remembered()).isEmpty();
    assertThat(disk.disk).isEmpty();
    assertThat(a.mesh.peerBook().remove(b.id())).isFalse();
  }

  @Test
  void whatIsRestoredCountsAtOnce() throws Exception {
    Lab.Member a = hidden("a");
    Lab.Member b = hidden("b");
    add(a, addressOf(b), Optional.empty());
    List<KnownPeer> written = a.mesh.peerBook().remembered();

    Lab.Member c = hidden("c");
    c.mesh.peerBook().restore(written);

    Lab.awaitConnected(c, b);
  }

  @Test
  void figuresTellOfPeersDialsAndRefusals() {
    Lab.Member a = lab.start("a");
    Lab.Member b = lab.start("b");
    Lab.awaitConnected(a, b);
    a.mesh.peerBook().ban(b.id(), Optional.empty(), "for the figures");
    Eventually.until(
        "it is refused",
        Lab.SOON,
        () -> figure(a, "weft.refusals", "banned") > 0 && figure(b, "weft.dials", "failed") > 0);

    assertThat(figure(a, "weft.peers", "banned")).isEqualTo(1);
    assertThat(figure(a, "weft.bytes", "sent")).isPositive();
    assertThat(figure(a, "weft.reputation.changes", "linked")).isEqualTo(1);
    assertThat(a.mesh.metrics().all())
        .isSortedAccordingTo(Comparator.comparing(metric -> metric.name()));
  }

  private static double figure(Lab.Member of, String name, String tag) {
    return of.mesh.metrics().all().stream()
        .filter(each -> each.name().equals(name) && each.tags().containsValue(tag))
        .mapToDouble(each -> each.value())
        .sum();
  }

  @Test
  void peersAreFoundByRole() {
    Lab.Member a = lab.start("a");
    Lab.Member b = lab.start("b", settings -> new Altered(settings).roles("visualizer").settings());
    Lab.Member c = lab.start("c");
    Lab.awaitConnected(a, b);
    Lab.awaitConnected(a, c);

    assertThat(a.mesh.peers().withRole("visualizer"))
        .extracting(PeerInfo::id)
        .containsExactly(b.id());
    assertThat(a.mesh.peers().withRole("nothing")).isEmpty();
  }
}
