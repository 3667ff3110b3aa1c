package io.weft.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.identity.NodeIdentity;
import io.weft.peer.PeerInfo.State;
import io.weft.testkit.Eventually;
import io.weft.testkit.Steadily;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that are put out of the network while they are connected. */
class RevocationTest {
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

  private record Node(NodeIdentity identity, Lab.Member member) {}

  /** Without discovery: the list must come over links. */
  private Node start(String name) {
    NodeIdentity identity = lab.trial.member(name);
    Lab.Member member =
        lab.start(identity, name, now -> new Altered(now).withoutDiscovery().settings());
    member.mesh.revoked().use(identity.revocations());
    Eventually.until("it listens", Lab.SOON, member.mesh::ready);
    return new Node(identity, member);
  }

  private static void link(Node a, Node b) throws Exception {
    a.member
        .mesh
        .peerBook()
        .add(b.member.mesh.record().addresses().get(0), Optional.of(b.member.id()))
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
    Lab.awaitConnected(a.member, b.member);
  }

  @Test
  void aRevocationReachesEveryoneAndEndsLiveSessions() throws Exception {
    Node a = start("a");
    Node b = start("b");
    Node c = start("c");
    Node out = start("out");
    link(a, b);
    link(b, c); // c is two links from a
    link(c, out);

    a.identity.revocations().revoke(out.member.id());

    Eventually.until(
        "c has heard of it and has let go",
        Lab.SOON,
        () -> c.identity.revocations().revoked().contains(out.member.id()));
    Eventually.until(
        "the session is over",
        Lab.SOON,
        () -> c.member.stateOf(out.member) != State.CONNECTED && !out.member.connectedTo(c.member));
    Steadily.holds(
        "it does not come back",
        Duration.ofSeconds(2),
        () -> c.member.stateOf(out.member) != State.CONNECTED);
    assertThat(c.member.mesh.peerBook().remembered())
        .noneMatch(peer -> peer.id().equals(out.member.id()));
    assertThat(b.member.connectedTo(c.member)).isTrue();
  }

  @Test
  void whoComesLaterIsToldByWhomeverItMeets() throws Exception {
    Node a = start("a");
    Node out = start("out");
    a.identity.revocations().revoke(out.member.id());
    Node late = new Node(null, lab.start(lab.trial.member("late"), "late", now -> now));
    late.member.mesh.revoked().use(((NodeIdentity) late.member.identity).revocations());
    Eventually.until("it listens", Lab.SOON, late.member.mesh::ready);

    a.member
        .mesh
        .peerBook()
        .add(late.member.mesh.record().addresses().get(0), Optional.empty())
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);

    Eventually.until(
        "it knows",
        Lab.SOON,
        () ->
            ((NodeIdentity) late.member.identity)
                .revocations()
                .revoked()
                .contains(out.member.id()));
  }
}
