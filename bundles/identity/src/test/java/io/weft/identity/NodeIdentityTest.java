package io.weft.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.node.NodeId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeIdentityTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  @TempDir Path temporary;
  private Path data;
  private Path config;

  @BeforeEach
  void folders() {
    data = temporary.resolve("data");
    config = temporary.resolve("config");
  }

  private NodeIdentity open(IdentitySettings settings) {
    return open(settings, NOW);
  }

  private NodeIdentity open(IdentitySettings settings, Instant now) {
    return NodeIdentity.open(data, config, settings, Clock.fixed(now, ZoneOffset.UTC));
  }

  @Test
  void firstStartMakesKeysForTheirOwnerAlone() throws Exception {
    NodeIdentity node = open(IdentitySettings.DEFAULT);

    assertThat(mode(data.resolve("identity"))).isEqualTo("rwx------");
    assertThat(mode(data.resolve("identity/node.key"))).isEqualTo("rw-------");
    assertThat(mode(config.resolve("network.key"))).isEqualTo("rw-------");
    assertThat(Files.readString(data.resolve("identity/node.key")))
        .startsWith("-----BEGIN PRIVATE KEY-----\n");
    try (var files = Files.list(data.resolve("identity"))) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("node.key", "node.crt");
    }
    assertThat(node.id()).isEqualTo(NodeId.of(node.credentials().certificate().getPublicKey()));
  }

  @Test
  void nextStartIsTheSameNodeWithTheSameCertificate() {
    NodeIdentity first = open(IdentitySettings.DEFAULT);
    NodeIdentity second = open(IdentitySettings.DEFAULT, NOW.plus(Duration.ofDays(20)));

    assertThat(second.id()).isEqualTo(first.id());
    assertThat(second.network()).isEqualTo(first.network());
    assertThat(second.credentials().chain()).isEqualTo(first.credentials().chain());
  }

  @Test
  void certificateNamesNodeAndNetworkAndAllowsClocksADayApart() throws Exception {
    NodeIdentity node = open(IdentitySettings.DEFAULT);
    X509Certificate certificate = node.credentials().certificate();

    assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=" + node.id());
    assertThat(certificate.getIssuerX500Principal().getName()).isEqualTo("CN=" + node.network());
    assertThat(certificate.getNotBefore().toInstant()).isEqualTo(NOW.minus(1, ChronoUnit.DAYS));
    assertThat(certificate.getNotAfter().toInstant()).isEqualTo(NOW.plus(90, ChronoUnit.DAYS));
  }

  @Test
  void certificateIsIssuedAgainWhenAThirdOfItsLifeIsOver() {
    X509Certificate first = open(IdentitySettings.DEFAULT).credentials().certificate();
    Instant later = NOW.plus(Duration.ofDays(31));

    NodeIdentity again = open(IdentitySettings.DEFAULT, later);

    assertThat(again.credentials().certificate()).isNotEqualTo(first);
    assertThat(again.credentials().certificate().getNotAfter().toInstant())
        .isEqualTo(later.plus(90, ChronoUnit.DAYS));
  }

  @Test
  void certificateIsIssuedAgainForAnotherNetwork() throws Exception {
    NodeIdentity before = open(IdentitySettings.DEFAULT);
    Files.delete(config.resolve("network.key"));

    NodeIdentity after = open(IdentitySettings.DEFAULT);

    assertThat(after.id()).isEqualTo(before.id());
    assertThat(after.network()).isNotEqualTo(before.network());
    assertThat(after.admission().admit(after.credentials().chain())).isEqualTo(after.id());
  }

  @Test
  void damagedCertificateIsIssuedAgain() throws Exception {
    open(IdentitySettings.DEFAULT);
    Files.writeString(data.resolve("identity/node.crt"), "no certificate at all");

    NodeIdentity again = open(IdentitySettings.DEFAULT);

    assertThat(again.admission().admit(again.credentials().chain())).isEqualTo(again.id());
    assertThat(Certificates.read(data.resolve("identity/node.crt")))
        .isEqualTo(again.credentials().chain());
  }

  @Test
  void signsWithTheKeyOfTheNodeId() throws Exception {
    NodeIdentity node = open(IdentitySettings.DEFAULT);
    byte[] signed = node.sign(new byte[] {1, 2, 3});

    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initVerify(node.credentials().certificate().getPublicKey());
    signature.update(new byte[] {1, 2, 3});
    assertThat(signature.verify(signed)).isTrue();
  }

  @Test
  void chosenNodeIdIsRefusedNamingBoth() {
    NodeIdentity node = open(IdentitySettings.DEFAULT);

    assertThatThrownBy(() -> open(settings("chosen", "")))
        .isInstanceOf(IdentityException.class)
        .hasMessageContaining("node_id is chosen")
        .hasMessageContaining(node.id().text());
    assertThat(open(settings(node.id().text(), node.network())).id()).isEqualTo(node.id());
  }

  @Test
  void otherNetworkIdIsRefusedNamingBothAndTheWayIn() {
    NodeIdentity node = open(IdentitySettings.DEFAULT);

    assertThatThrownBy(() -> open(settings("", "elsewhere")))
        .isInstanceOf(IdentityException.class)
        .hasMessageContaining("network_id is elsewhere")
        .hasMessageContaining(node.network())
        .hasMessageContaining("weft join TICKET");
  }

  @Test
  void networkIdWithoutANetworkMakesNone() {
    assertThatThrownBy(() -> open(settings("", "elsewhere")))
        .isInstanceOf(IdentityException.class)
        .hasMessageContaining("belongs to no network yet")
        .hasMessageContaining("weft join TICKET");
    assertThat(config.resolve("network.key")).doesNotExist();
  }

  @Test
  void introducersOfTheTicketAreKept() throws Exception {
    Files.createDirectories(config);
    Files.writeString(
        config.resolve("introducers"), "tcp://10.0.0.7:7001\n\n# by hand\nquic://h:1\n");

    assertThat(open(IdentitySettings.DEFAULT).introducers())
        .extracting(Object::toString)
        .containsExactly("tcp://10.0.0.7:7001", "quic://h:1");
  }

  @Test
  void introducerThatIsNoAddressIsRefusedWithItsLine() throws Exception {
    Files.createDirectories(config);
    Files.writeString(config.resolve("introducers"), "tcp://10.0.0.7:7001\nten dot nine\n");

    assertThatThrownBy(() -> open(IdentitySettings.DEFAULT))
        .isInstanceOf(IdentityException.class)
        .hasMessageContaining("line 2 of " + config.resolve("introducers"));
  }

  @Test
  void trialNetworkHasMembersAndStrangers() throws Exception {
    TrialNetwork trial = new TrialNetwork(temporary);
    NodeIdentity a = trial.member("a");
    NodeIdentity b = trial.member("b");

    assertThat(a.id()).isNotEqualTo(b.id()).isEqualTo(trial.member("a").id());
    assertThat(a.network()).isEqualTo(b.network());
    assertThat(trial.stranger("c").network()).isNotEqualTo(a.network());
    assertThat(a.admission().admit(b.credentials().chain())).isEqualTo(b.id());
    assertThat(trial.open("d").network()).isEqualTo("open");
    assertThat(a.trustManager(Optional.of(b.id())).getAcceptedIssuers()).isEmpty();
    assertThat(List.of(a.toString(), a.credentials().toString()))
        .allSatisfy(text -> assertThat(text).doesNotContain("PrivateKey"));
  }

  private static IdentitySettings settings(String nodeId, String networkId) {
    return IdentitySettings.of("", "", "", false, "", nodeId, networkId);
  }

  private static String mode(Path file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
