package io.weft.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.node.NodeId;
import io.weft.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnCaTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  @TempDir Path folder;
  private final Issuing root = Issuing.root("Acme root");
  private final Issuing middle = root.intermediate("Acme nodes");
  private final KeyPair key = EcKey.generate();
  private Path certificateFile;
  private Path keyFile;
  private Path caFile;

  @BeforeEach
  void files() throws IOException {
    certificateFile = folder.resolve("node.pem");
    keyFile = folder.resolve("node-key.pem");
    caFile = folder.resolve("ca.pem");
    write(caFile, root.certificate());
    write(certificateFile, middle.node(key.getPublic()), middle.certificate());
    writeKey(KeyFile.text(key));
  }

  private NodeIdentity open() {
    return open(NOW);
  }

  private NodeIdentity open(Instant now) {
    return NodeIdentity.open(
        folder.resolve("data"),
        folder.resolve("config"),
        IdentitySettings.ownCa(certificateFile, keyFile, caFile),
        Clock.fixed(now, ZoneOffset.UTC));
  }

  @Test
  void networkIsTheCaAndNodeIsItsKey() {
    NodeIdentity node = open();

    assertThat(node.id()).isEqualTo(NodeId.of(key.getPublic()));
    assertThat(node.network()).isEqualTo(NodeId.of(root.certificate().getPublicKey()).text());
    assertThat(node.credentials().chain()).hasSize(2);
    assertThat(folder.resolve("data")).doesNotExist();
    assertThat(folder.resolve("config")).doesNotExist();
  }

  @Test
  void chainsThroughIntermediatesAreAdmittedWithAndWithoutTheCa() throws Exception {
    NodeIdentity node = open();
    KeyPair other = EcKey.generate();
    X509Certificate through = middle.node(other.getPublic());
    X509Certificate direct = root.node(other.getPublic());

    assertThat(node.admission().admit(List.of(through, middle.certificate())))
        .isEqualTo(NodeId.of(other.getPublic()));
    assertThat(open().admission().admit(List.of(through, middle.certificate(), root.certificate())))
        .isEqualTo(NodeId.of(other.getPublic()));
    assertThat(node.admission().admit(List.of(direct))).isEqualTo(NodeId.of(other.getPublic()));
  }

  @Test
  void chainsOfOtherCasAreRefused() {
    Issuing foreign = Issuing.root("Acme root");
    KeyPair other = EcKey.generate();

    refused("no valid chain to this network's CA", foreign.node(other.getPublic()));
    refused(
        "no valid chain to this network's CA",
        foreign.node(other.getPublic()),
        foreign.certificate());
    refused("no valid chain to this network's CA", middle.node(other.getPublic()));
    refused("no valid chain", middle.node(other.getPublic()), root.node(other.getPublic()));
    refused("the certificate of the CA itself", root.certificate());
  }

  @Test
  void nodeCannotIssueCertificates() {
    KeyPair other = EcKey.generate();
    Issuing posing = new Issuing("some host", key, root.node(key.getPublic()));

    refused("no valid chain", posing.node(other.getPublic()), posing.certificate());
  }

  @Test
  void expiredCertificatesAreRefusedWithTheirDates() {
    KeyPair other = EcKey.generate();
    Instant past = NOW.minus(Duration.ofDays(1));
    Issuing old = root.intermediate("Acme old", past);

    refused("was valid until " + past, root.node(other.getPublic(), past));
    refused("check the clocks", old.node(other.getPublic()), old.certificate());
  }

  @Test
  void admittedNodeIsRefusedOnceAnythingInItsChainExpires() throws Exception {
    Instant end = NOW.plus(Duration.ofDays(1));
    Issuing brief = root.intermediate("Acme brief", end);
    X509Certificate leaf = brief.node(EcKey.generate().getPublic());
    ManualClock clock = new ManualClock(NOW);
    CertificateAdmission admission =
        new CertificateAdmission(new IssuedByCa(root.certificate()), clock);
    List<X509Certificate> chain = List.of(leaf, brief.certificate());
    assertThat(admission.admit(chain)).isEqualTo(admission.admit(chain));

    clock.advance(Duration.ofDays(2));

    assertThatThrownBy(() -> admission.admit(chain))
        .isInstanceOf(CertificateException.class)
        .hasMessageContaining("expired")
        .hasMessageContaining(end.toString());
  }

  @Test
  void keyOfAnotherCertificateIsRefused() throws Exception {
    writeKey(KeyFile.text(EcKey.generate()));

    startFails("tls_private_key " + keyFile + " is not the key of the (first) certificate");
  }

  @Test
  void chainInTheWrongOrderIsRefused() throws Exception {
    write(certificateFile, middle.certificate(), middle.node(key.getPublic()));

    startFails("is not the key of the (first) certificate in tls_certificate");
  }

  @Test
  void certificateOfAnotherCaIsRefused() throws Exception {
    write(certificateFile, Issuing.root("Other").node(key.getPublic()));

    startFails("does not fit tls_ca " + caFile);
  }

  @Test
  void expiredOwnCertificateIsRefusedAtStart() {
    assertThatThrownBy(() -> open(Issuing.UNTIL.plusSeconds(1)))
        .isInstanceOf(IdentityException.class)
        .hasMessageContaining("expired")
        .hasMessageContaining("2036-01-01T00:00:00Z");
  }

  @Test
  void filesWithOtherContentsAreRefusedByName() throws Exception {
    Files.writeString(caFile, "hello");
    startFails("tls_ca: " + caFile + " holds no certificate in PEM");

    write(caFile, root.certificate(), middle.certificate());
    startFails("holds 2 certificates; needed is the CA's alone");

    write(caFile, root.node(key.getPublic()));
    startFails("is not the certificate of a CA");

    write(caFile, root.certificate());
    Files.writeString(
        certificateFile, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    startFails("tls_certificate: certificate 1 in " + certificateFile + " is damaged");

    write(certificateFile, root.certificate());
    startFails("begins with the CA's certificate, not with the node's");
  }

  @Test
  void missingFilesAreNamed() throws Exception {
    Files.delete(certificateFile);
    startFails("tls_certificate: there is no file " + certificateFile);

    Files.delete(caFile);
    Files.createDirectory(caFile);
    startFails("tls_ca: cannot read " + caFile);
  }

  @Test
  void keysInOtherFormsAreRefusedWithTheRemedy() throws Exception {
    writeKey("-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n");
    startFails("openssl pkcs8 -topk8 -nocrypt");

    writeKey("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAA==\n-----END ENCRYPTED PRIVATE KEY-----\n");
    startFails("openssl pkcs8 -topk8 -nocrypt");

    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(2048);
    writeKey(Pem.text(Pem.PRIVATE_KEY, rsa.generateKeyPair().getPrivate().getEncoded()));
    startFails("holds no EC private key");
  }

  @Test
  void keyMayBeReadByItsGroupButNotByEveryone() throws Exception {
    Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-r-----"));
    assertThat(open().id()).isEqualTo(NodeId.of(key.getPublic()));

    Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-r--r--"));
    startFails("(mode 0644): run `chmod 600 " + keyFile + "`");
  }

  @Test
  void chainTooLargeForAnnouncementsIsRefused() throws Exception {
    Issuing one = root.intermediate("One " + "x".repeat(700));
    Issuing two = one.intermediate("Two " + "x".repeat(700));
    write(certificateFile, two.node(key.getPublic()), two.certificate(), one.certificate());

    startFails("(limit 3072, as it travels in announcements)");
  }

  @Test
  void oneOfThreeSettingsNamesTheOthers() {
    assertThatThrownBy(() -> IdentitySettings.of("/a", "", " ", false, "", "", ""))
        .isInstanceOf(IdentityException.class)
        .hasMessageEndingWith("belong together; not set: tls_private_key tls_ca");
    assertThatThrownBy(() -> IdentitySettings.of("/a", "/b", "/c", true, "", "", ""))
        .isInstanceOf(IdentityException.class)
        .hasMessageContaining("open=true and tls_certificate exclude each other");
    assertThatThrownBy(() -> IdentitySettings.of("/a\0b", "/b", "/c", false, "", "", ""))
        .isInstanceOf(IdentityException.class)
        .hasMessageContaining("tls_certificate is not a file name");
  }

  @Test
  void inviteSaysThatTheCaDecides() {
    assertThatThrownBy(() -> open().invite(List.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the CA in tls_ca")
        .hasMessageContaining("issue a certificate");
  }

  private void startFails(String message) {
    assertThatThrownBy(this::open)
        .isInstanceOf(IdentityException.class)
        .hasMessageContaining(message);
  }

  private void refused(String message, X509Certificate... chain) {
    NodeIdentity node = open();
    assertThatThrownBy(() -> node.admission().admit(List.of(chain)))
        .isInstanceOf(CertificateException.class)
        .hasMessageContaining(message);
  }

  private void writeKey(String text) throws IOException {
    Files.writeString(keyFile, text);
    Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-------"));
  }

  private static void write(Path file, X509Certificate... certificates) throws IOException {
    StringBuilder text = new StringBuilder("subject=/CN=as written by other tools\n");
    for (X509Certificate certificate : certificates) {
      text.append(Pem.text(Pem.CERTIFICATE, Certificates.bytes(certificate)));
    }
    Files.writeString(file, text.toString());
  }
}
