package io.weft.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.identity.Handshake.End;
import io.weft.node.NodeId;
import io.weft.trust.Credentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Optional;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS 1.3 by the JDK, mutual: what a transport gets from the trust managers. */
class AdmissionOverTlsTest {
  @TempDir Path folder;
  private TrialNetwork trial;
  private NodeIdentity a;
  private NodeIdentity b;

  @BeforeEach
  void twoNodes() {
    trial = new TrialNetwork(folder);
    a = trial.member("a");
    b = trial.member("b");
  }

  @Test
  void membersAreAdmitted() throws Exception {
    assertThat(Handshake.between(End.of(a), End.of(b))).matches(Handshake::succeeded);
    assertThat(
            Handshake.between(
                End.expecting(a, Optional.of(b.id())), End.expecting(b, Optional.of(a.id()))))
        .matches(Handshake::succeeded);
  }

  @Test
  void strangerIsRefusedByTheServer() throws Exception {
    NodeIdentity stranger = trial.stranger("c");
    End tricked = new End(End.of(stranger).shows(), admitsEveryone());

    Handshake refused = Handshake.between(End.of(a), tricked);

    assertThat(refused.server().orElseThrow())
        .contains("not invited: " + stranger.id().shortText() + "…")
        .contains("other network " + stranger.network().substring(0, 8))
        .contains("weft join TICKET");
    assertThat(refused.client()).isPresent();
    assertThat(refused.serverSawData()).isFalse();
  }

  @Test
  void strangerIsRefusedByTheClient() throws Exception {
    NodeIdentity stranger = trial.stranger("c");
    End tricked = new End(End.of(stranger).shows(), admitsEveryone());

    Handshake refused = Handshake.between(tricked, End.of(a));

    assertThat(refused.client().orElseThrow())
        .contains("not invited: " + stranger.id().shortText());
    assertThat(refused.server()).isPresent();
    assertThat(refused.serverSawData()).isFalse();
  }

  @Test
  void clientWithoutACertificateIsRefused() throws Exception {
    Handshake refused = Handshake.between(End.of(a), End.withoutCertificate(b));

    assertThat(refused.server()).isPresent();
    assertThat(refused.client()).isPresent();
    assertThat(refused.serverSawData()).isFalse();
  }

  @Test
  void expiredIsRefusedFromEitherSide() throws Exception {
    NodeIdentity old = trial.expired("old");

    Handshake asClient = Handshake.between(End.of(a), End.of(old));
    Handshake asServer = Handshake.between(End.of(old), End.of(a));

    assertThat(asClient.server().orElseThrow())
        .contains("expired: the certificate of " + old.id().shortText())
        .contains("check the clocks");
    assertThat(asServer.client().orElseThrow()).contains("expired");
    assertThat(asClient.serverSawData() || asServer.serverSawData()).isFalse();
  }

  @Test
  void anotherNodeThanExpectedIsRefusedFromEitherSide() throws Exception {
    NodeIdentity c = trial.member("c");

    Handshake byServer = Handshake.between(End.expecting(a, Optional.of(c.id())), End.of(b));
    Handshake byClient = Handshake.between(End.of(a), End.expecting(b, Optional.of(c.id())));

    assertThat(byServer.server().orElseThrow())
        .isEqualTo(
            "another node: expected was %s…, but %s… proved its key"
                .formatted(c.id().shortText(), b.id().shortText()));
    assertThat(byClient.client().orElseThrow())
        .isEqualTo(
            "another node: expected was %s…, but %s… proved its key"
                .formatted(c.id().shortText(), a.id().shortText()));
    assertThat(byServer.serverSawData() || byClient.serverSawData()).isFalse();
  }

  @Test
  void foreignCertificateIsWorthlessWithoutItsKey() throws Exception {
    Credentials stolen = new Credentials(EcKey.generate().getPrivate(), b.credentials().chain());

    Handshake refused =
        Handshake.between(End.of(a), End.showing(stolen, b.trustManager(Optional.empty())));

    assertThat(refused.succeeded()).isFalse();
    assertThat(refused.serverSawData()).isFalse();
  }

  @Test
  void openNodesAdmitEachOtherWhateverTheirNetworks() throws Exception {
    NodeIdentity one = trial.open("o1");
    NodeIdentity other =
        NodeIdentity.open(
            folder.resolve("o2"),
            folder.resolve("elsewhere"),
            IdentitySettings.OPEN,
            Clock.systemUTC());

    assertThat(Handshake.between(End.of(one), End.of(other))).matches(Handshake::succeeded);
    assertThat(one.network()).isEqualTo("open").isEqualTo(other.network());
    assertThat(folder.resolve("elsewhere")).doesNotExist();
  }

  @Test
  void openNodeIsNotAdmittedByAClosedNetwork() throws Exception {
    NodeIdentity open = trial.open("o");

    Handshake refused = Handshake.between(End.of(a), End.of(open));

    assertThat(refused.server().orElseThrow())
        .contains("not invited: " + open.id().shortText())
        .contains("--open");
    assertThat(refused.serverSawData()).isFalse();
  }

  @Test
  void nodesOfOneCaAreAdmittedThroughAnIntermediate() throws Exception {
    Issuing root = Issuing.root("Acme root");
    Issuing middle = root.intermediate("Acme nodes");
    NodeIdentity one = ofCa("one", root, middle);
    NodeIdentity other = ofCa("other", root, middle);
    Issuing foreignRoot = Issuing.root("Acme root");
    NodeIdentity foreign = ofCa("foreign", foreignRoot, foreignRoot.intermediate("Acme nodes"));

    assertThat(Handshake.between(End.of(one), End.of(other))).matches(Handshake::succeeded);
    Handshake refused =
        Handshake.between(End.of(one), new End(End.of(foreign).shows(), admitsEveryone()));
    assertThat(refused.server().orElseThrow()).contains("no valid chain to this network's CA");
    assertThat(refused.serverSawData()).isFalse();
  }

  private NodeIdentity ofCa(String name, Issuing root, Issuing middle) throws Exception {
    KeyPair key = EcKey.generate();
    Path home = Files.createDirectory(folder.resolve(name));
    Path certificate =
        Files.writeString(
            home.resolve("crt"), pem(middle.node(key.getPublic())) + pem(middle.certificate()));
    Path privateKey = Files.writeString(home.resolve("key"), KeyFile.text(key));
    Files.setPosixFilePermissions(privateKey, PosixFilePermissions.fromString("rw-------"));
    Path ca = Files.writeString(home.resolve("ca"), pem(root.certificate()));
    // Far from the certificates' fixed dates.
    Clock clock = Clock.fixed(Issuing.FROM.plusSeconds(3600), ZoneOffset.UTC);
    return NodeIdentity.open(
        home, home, IdentitySettings.ownCa(certificate, privateKey, ca), clock);
  }

  private static String pem(X509Certificate certificate) {
    return Pem.text(Pem.CERTIFICATE, Certificates.bytes(certificate));
  }

  private static X509ExtendedTrustManager admitsEveryone() {
    return new AdmittingTrustManager(
        chain -> NodeId.of(chain.get(0).getPublicKey()), Optional.empty());
  }
}
