package io.weft.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.exchange.Reply;
import io.weft.exchange.RequestException;
import io.weft.peer.LinkInfo;
import io.weft.peer.PeerEvent;
import io.weft.peer.PeerInfo;
import io.weft.testkit.Eventually;
import io.weft.transport.Lane;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ports for what is large alone. */
class BulkListenTest {
  private static final URI ANY_PORT = URI.create("mem://here:0");
  private static final int LARGE = 200_000;

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

  private Lab.Member start(String name, URI... bulkListen) {
    Lab.Member member =
        lab.start(name, settings -> new Altered(settings).bulkListen(bulkListen).settings());
    member.offer(
        "store/" + name,
        "put",
        request -> CompletableFuture.completedFuture(Answers.bytes("there")));
    return member;
  }

  private static void linked(Lab.Member a, Lab.Member b) {
    Lab.awaitConnected(a, b);
    a.awaitService("store/b", 1);
    b.awaitService("store/a", 1);
  }

  /** Asks with something large, both ways: either side makes the links for it. */
  private static void exchangeLarge(Lab.Member a, Lab.Member b) throws Exception {
    for (CompletableFuture<Reply> answer : List.of(put(a, "store/b"), put(b, "store/a"))) {
      assertThat(Answers.text(answer)).isEqualTo("there");
    }
  }

  private static CompletableFuture<Reply> put(Lab.Member from, String path) {
    return from.mesh.exchange().request(path, "put", new byte[LARGE]);
  }

  private static URI bulkAddress(Lab.Member of) {
    Eventually.until("it is told", Lab.SOON, () -> !of.mesh.record().bulkAddresses().isEmpty());
    return of.mesh.record().bulkAddresses().get(0);
  }

  private static Stream<LinkInfo> links(Lab.Member from, Lab.Member to) {
    return from.mesh.peers().find(to.id()).map(PeerInfo::links).orElse(List.of()).stream();
  }

  /** The listeners at which the usable links between the two came in. */
  private static Set<URI> doors(Lab.Member a, Lab.Member b, boolean bulk) {
    return Stream.concat(links(a, b), links(b, a))
        .filter(link -> link.dialled() && link.usable() && (link.lane() == Lane.BULK) == bulk)
        .map(LinkInfo::remote)
        .collect(Collectors.toSet());
  }

  /** The other ends: each link has one of its own. */
  private static Set<URI> diallers(Lab.Member a, Lab.Member b) {
    return Stream.concat(links(a, b), links(b, a))
        .map(link -> link.dialled() ? link.local() : link.remote())
        .collect(Collectors.toSet());
  }

  /** Cuts all links, once: one that was made after that stays. Others are there then. */
  private static void cut(Lab.Member a, Lab.Member b) {
    Set<URI> before = diallers(a, b);
    a.faults.cut();
    Eventually.until(
        "those are gone", Lab.SOON, () -> Collections.disjoint(diallers(a, b), before));
    linked(a, b);
  }

  /** Sends large things until a link for them is made, or not. */
  private static void sendLargeUntil(
      String what, Lab.Member a, Lab.Member b, BooleanSupplier enough) {
    Eventually.until(
        what,
        Lab.SOON,
        () -> {
          try {
            exchangeLarge(a, b);
          } catch (Exception e) {
            if (e.getCause() instanceof RequestException lost
                && lost.reason() == RequestException.Reason.LINK_LOST) {
              return false; // by a link that was made while all were cut
            }
            throw new AssertionError("a request failed", e);
          }
          return enough.getAsBoolean();
        });
  }

  private static boolean failedAt(URI address, Lab.Member from, Lab.Member to) {
    return from.mesh.peers().history(to.id()).stream()
        .filter(event -> event.kind() == PeerEvent.Kind.DIAL_FAILED)
        .anyMatch(event -> event.detail().startsWith(address + ": "));
  }

  private static Set<URI> bulk(Lab.Member a, Lab.Member b) {
    return Set.of(bulkAddress(a), bulkAddress(b));
  }

  private static Set<URI> ordinary(Lab.Member a, Lab.Member b) {
    return Stream.of(a, b)
        .flatMap(each -> each.mesh.record().addresses().stream())
        .collect(Collectors.toSet());
  }

  @Test
  void largeThingsGoToThePortForThemAndNothingElseDoesAndWithoutItTheyGoToTheOther()
      throws Exception {
    Lab.Member a = start("a", ANY_PORT);
    Lab.Member b = start("b", ANY_PORT);
    linked(a, b);
    URI ofA = bulkAddress(a);
    URI ofB = bulkAddress(b);
    cut(a, b); // what they say at the beginning of a link, all of it, is known after this

    sendLargeUntil("a link is made", a, b, () -> !doors(a, b, true).isEmpty());
    assertThat(doors(a, b, true)).isNotEmpty().isSubsetOf(bulk(a, b));
    assertThat(doors(a, b, false)).isNotEmpty().isSubsetOf(ordinary(a, b));
    assertThat(ordinary(a, b)).doesNotContainAnyElementsOf(bulk(a, b));

    a.faults.outOfReach(ofB);
    b.faults.outOfReach(ofA);
    cut(a, b);
    sendLargeUntil("one has tried it", a, b, () -> failedAt(ofB, a, b) || failedAt(ofA, b, a));
    Eventually.until(
        "the other port is taken at once, without anything more that is sent",
        Lab.SOON,
        () -> !doors(a, b, true).isEmpty());
    assertThat(doors(a, b, true)).isSubsetOf(ordinary(a, b));
    exchangeLarge(a, b);
  }

  @Test
  void largeThingsMoveToAPortThatIsSetLater() throws Exception {
    Lab.Member a = start("a");
    Lab.Member b = start("b");
    linked(a, b);
    sendLargeUntil("a link is made", a, b, () -> !doors(a, b, true).isEmpty());
    assertThat(doors(a, b, true)).isSubsetOf(ordinary(a, b));

    for (Lab.Member each : List.of(a, b)) {
      each.mesh.apply(new Altered(each.mesh.settings()).bulkListen(ANY_PORT).settings());
    }

    sendLargeUntil(
        "they go there",
        a,
        b,
        () -> !doors(a, b, true).isEmpty() && bulk(a, b).containsAll(doors(a, b, true)));
    assertThat(doors(a, b, false)).isSubsetOf(ordinary(a, b));
  }

  @Test
  void aPortThatIsTakenStopsNobodyAndIsKeptWhenTheTransportIsSwapped() throws Exception {
    Lab.Member other = start("other", ANY_PORT);
    URI taken = bulkAddress(other);
    Lab.Member a = start("a", taken);
    Lab.Member b = start("b", ANY_PORT);
    linked(a, b);
    assertThat(a.mesh.ready()).isTrue();
    assertThat(a.mesh.record().bulkAddresses()).isEmpty();
    exchangeLarge(a, b);

    other.unplug();
    Eventually.until(
        "it takes the port",
        Lab.SOON,
        () -> a.mesh.record().bulkAddresses().equals(List.of(taken)));

    URI before = bulkAddress(b);
    b.unplug();
    Eventually.until(
        "nobody is told of it", Lab.SOON, () -> b.mesh.record().bulkAddresses().isEmpty());
    b.plug();
    Eventually.until(
        "it listens as before",
        Lab.SOON,
        () -> b.mesh.record().bulkAddresses().equals(List.of(before)));
  }

  @Test
  void whoeverIsTakenThereByHandIsAPeerLikeAnyOther() throws Exception {
    Lab.Member a =
        lab.start("a", settings -> new Altered(settings).withoutAutoConnect().settings());
    Lab.Member b =
        lab.start(
            "b",
            settings -> new Altered(settings).withoutAutoConnect().bulkListen(ANY_PORT).settings());
    Eventually.until("both listen", Lab.SOON, () -> a.mesh.ready() && b.mesh.ready());

    CompletableFuture<PeerInfo> added =
        a.mesh.peerBook().add(bulkAddress(b), Optional.of(b.id())).toCompletableFuture();

    assertThat(Answers.get(added).id()).isEqualTo(b.id());
    assertThat(doors(a, b, false)).containsExactly(bulkAddress(b));
  }
}
