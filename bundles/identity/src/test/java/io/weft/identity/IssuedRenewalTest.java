package io.weft.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.exchange.ApplicationException;
import io.weft.node.NodeId;
import io.weft.trust.Credentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class IssuedRenewalTest {
  @TempDir Path folder;
  private IssuedNetwork network;

  @BeforeEach
  void start() {
    network = new IssuedNetwork(folder);
    assertThat(network.join("new", network.ticket()).code()).isZero();
  }

  @AfterEach
  void stop() {
    network.close();
  }

  @Test
  void memberAsksForItsNextCertificateInTime() throws Exception {
    NodeIdentity member = network.connectedMember("new");
    Credentials first = member.credentials();
    network.clock.advance(Duration.ofDays(8));
    assertThat(member.renew()).isFalse();

    network.clock.advance(Duration.ofDays(4));
    assertThat(member.renew()).isTrue();

    assertThat(member.credentials().key()).isEqualTo(first.key());
    assertThat(member.credentials().certificate().getNotAfter().toInstant())
        .isAfter(network.clock.instant().plus(Duration.ofDays(29)));
    assertThat(network.identity.admission().admit(member.credentials().chain()))
        .isEqualTo(member.id());
    assertThat(network.member("new").credentials().chain())
        .as("the next start has it")
        .isEqualTo(member.credentials().chain());
  }

  @Test
  void withoutAnIssuerTheCertificateStaysUntilItsEnd() {
    NodeIdentity member = network.member("new");
    network.clock.advance(Duration.ofDays(29));

    assertThat(member.renew()).isFalse();
    assertThat(network.member("new").credentials().chain()).isEqualTo(member.credentials().chain());

    network.clock.advance(Duration.ofDays(2));
    assertThatThrownBy(() -> network.member("new"))
        .isInstanceOf(IdentityException.class)
        .hasMessageContaining("none that is valid")
        .hasMessageContaining("weft invite --once");
  }

  @Test
  void memberChangesItsKeyWithTheIssuersHelp() throws Exception {
    NodeIdentity member = network.connectedMember("new");
    NodeId id = member.id();

    PublicKey second = member.rotate();
    PublicKey third = member.rotate();

    assertThat(member.id()).isEqualTo(id);
    assertThat(network.identity.admission().admit(member.credentials().chain())).isEqualTo(id);
    assertThat(network.identity.admission().keys(member.credentials().certificate()))
        .hasSize(3)
        .endsWith(second, third);
    assertThat(network.member("new").credentials().chain()).isEqualTo(member.credentials().chain());
    assertThat(NodeCertificate.life(member.credentials().certificate()))
        .isEqualTo(Issuer.VALIDITY.plus(NodeCertificate.BACK_DATED));
  }

  @Test
  void keyStaysWhereNoIssuerIsConnected() {
    NodeIdentity member = network.member("new");
    Credentials before = member.credentials();

    assertThatThrownBy(member::rotate).isInstanceOf(IllegalStateException.class);

    assertThat(member.credentials()).isSameAs(before);
    assertThat(network.member("new").credentials().chain()).isEqualTo(before.chain());
  }

  @Test
  void revokedMemberGetsNoCertificateAndNoTicketLetsItIn() throws Exception {
    NodeIdentity member = network.connectedMember("new");
    network.identity.revocations().revoke(member.id());
    network.clock.advance(Duration.ofDays(12));

    assertThatThrownBy(member::renew)
        .isInstanceOf(IdentityException.class)
        .hasMessageContaining("was revoked");
    Files.delete(network.data("new").resolve("identity/node.crt"));
    assertThat(network.join("new", network.ticket()).err())
        .contains("was revoked")
        .contains("a new identity");
  }

  @Test
  void nodesGetTheirOwnCertificatesOnly() {
    NodeKey mine = NodeKey.openOrCreate(KeptKey.keyFile(network.data("new").resolve("identity")));
    NodeId somebody = network.identity.id();
    IssuerHandler handler = new IssuerHandler(network.issuer);

    // For another's id, honestly signed by the own key.
    byte[] forOther =
        Applicant.sign(mine.pair().getPrivate(), Issuer.renewal(somebody, mine.applicant()));
    refused(handler, somebody, Bytes.joined(mine.applicant().bytes(), forOther), "their own only");
    // With somebody else's key, which the caller does not hold.
    Applicant stolen = new Applicant(EcKey.generate().getPublic(), Succession.NONE);
    byte[] proof = Applicant.sign(mine.pair().getPrivate(), Issuer.renewal(mine.id(), stolen));
    refused(handler, mine.id(), Bytes.joined(stolen.bytes(), proof), "not signed by the key");
    // A signature that was made for a desk.
    byte[] desk =
        Applicant.sign(
            mine.pair().getPrivate(),
            DeskMessages.signed(new byte[32], "0011223344556677", mine.applicant()));
    refused(
        handler, mine.id(), Bytes.joined(mine.applicant().bytes(), desk), "not signed by the key");
    refused(handler, mine.id(), new byte[20], "cannot be read");
    refused(handler, mine.id(), new byte[5000], "5000 bytes (limit 4096)");
    refused(handler, mine.id(), null, "0 bytes");
  }

  @Test
  void issuerFollowsANodesKeysAndGivesNothingToOlderOnes() throws Exception {
    NodeIdentity member = network.connectedMember("new");
    Path folder = network.data("new").resolve("identity");
    NodeKey first = NodeKey.openOrCreate(KeptKey.keyFile(folder));
    member.rotate();
    NodeKey second = NodeKey.openOrCreate(KeptKey.keyFile(folder));
    NodeKey rival = first.next();

    for (Issuer issuer : List.of(network.issuer, again())) {
      IssuerHandler handler = new IssuerHandler(issuer);
      refused(handler, member.id(), application(first, member.id()), "has changed its key 1 times");
      refused(handler, member.id(), application(rival, member.id()), "a copy of an old key");
      refused(handler, member.id(), application(rival.next(), member.id()), "a copy of an old key");
      assertThat(handler.handle(new FixedRequest(member.id(), application(second, member.id()))))
          .isNotNull();
    }
    assertThat(
            new IssuerHandler(network.issuer)
                .handle(new FixedRequest(member.id(), application(second.next(), member.id()))))
        .isNotNull();
  }

  @Test
  void lostAnswerToARotationLocksNobodyOut() {
    NodeIdentity member = network.connectedMember("new");
    NodeKey first = NodeKey.openOrCreate(KeptKey.keyFile(network.data("new").resolve("identity")));
    IssuerHandler handler = new IssuerHandler(network.issuer);
    // Asked for, certified, and never heard of by the member.
    assertThat(
            handler.handle(new FixedRequest(member.id(), application(first.next(), member.id()))))
        .isNotNull();

    network.clock.advance(Duration.ofDays(12));
    assertThat(member.renew()).isTrue();
    member.rotate();

    refused(handler, member.id(), application(first, member.id()), "has changed its key");
  }

  /** The same issuer after a restart. */
  private Issuer again() {
    return NodeIdentity.open(
            folder.resolve("issuer"),
            folder.resolve("issuer-config"),
            IdentitySettings.ISSUED,
            network.clock)
        .issuer()
        .orElseThrow();
  }

  private static byte[] application(NodeKey key, NodeId caller) {
    byte[] proof = Applicant.sign(key.pair().getPrivate(), Issuer.renewal(caller, key.applicant()));
    return Bytes.joined(key.applicant().bytes(), proof);
  }

  private static void refused(
      IssuerHandler handler, NodeId caller, byte[] application, String reason) {
    assertThatThrownBy(() -> handler.handle(new FixedRequest(caller, application)))
        .isInstanceOf(ApplicationException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void answersThatAreNotForThisNodeAreNotUsed() {
    NodeIdentity member = network.member("new");
    NodeIdentity other = new TrialNetwork(folder.resolve("trial")).member("other");
    member
        .distant()
        .orElseThrow()
        .reach(
            new DistantAuthority.Issuers() {
              @Override
              public boolean any() {
                return true;
              }

              @Override
              public byte[] ask(byte[] application) {
                return Certificates.bytes(other.credentials().certificate());
              }
            });
    Credentials before = member.credentials();
    network.clock.advance(Duration.ofDays(12));

    assertThatThrownBy(member::renew)
        .isInstanceOf(IdentityException.class)
        .hasMessageContaining("not this node's in this network");
    assertThat(member.credentials()).isSameAs(before);
  }
}
