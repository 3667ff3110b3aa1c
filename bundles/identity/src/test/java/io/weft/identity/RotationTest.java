package io.weft.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.node.NodeId;
import io.weft.testkit.ManualClock;
import io.weft.trust.Credentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotationTest {
  @TempDir Path folder;
  private final ManualClock clock = new ManualClock(Instant.parse("2026-06-01T12:00:00Z"));

  private NodeIdentity open() {
    return open("data", IdentitySettings.DEFAULT);
  }

  private NodeIdentity open(String data, IdentitySettings settings) {
    return NodeIdentity.open(folder.resolve(data), folder.resolve("config"), settings, clock);
  }

  private Path file(String name) {
    return folder.resolve("data/identity").resolve(name);
  }

  @Test
  void newKeyIsUsedAtOnceAndTheIdStays() throws Exception {
    NodeIdentity node = open();
    NodeIdentity other = open("other", IdentitySettings.DEFAULT);
    NodeId id = node.id();
    Credentials first = node.credentials();
    AtomicInteger told = new AtomicInteger();
    node.watch(told::incrementAndGet);

    PublicKey next = node.rotate();

    assertThat(told).hasValue(1);
    assertThat(node.id()).isEqualTo(id);
    assertThat(node.credentials().certificate().getPublicKey())
        .isEqualTo(next)
        .isNotEqualTo(first.certificate().getPublicKey());
    assertThat(node.credentials().key()).isNotEqualTo(first.key());
    assertThat(EcKey.belongTogether(node.credentials().key(), next)).isTrue();
    assertThat(other.admission().admit(node.credentials().chain())).isEqualTo(id);
    assertThat(other.admission().keys(node.credentials().certificate()))
        .containsExactly(first.certificate().getPublicKey(), next);
    assertThat(Files.readString(file("node.key")))
        .doesNotContain(
            Pem.text(Pem.PRIVATE_KEY, first.key().getEncoded()).lines().toList().get(2));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("node.key"))))
        .isEqualTo("rw-------");
  }

  @Test
  void nextStartIsTheSameNodeWithTheNewKey() {
    NodeIdentity node = open();
    for (int i = 0; i < 3; i++) {
      node.rotate();
    }

    NodeIdentity again = open();

    assertThat(again.id()).isEqualTo(node.id());
    assertThat(again.credentials().chain()).isEqualTo(node.credentials().chain());
  }

  @Test
  void rotatedCertificatesAreRenewedToo() throws Exception {
    NodeIdentity node = open();
    PublicKey next = node.rotate();
    clock.advance(Duration.ofDays(40));

    assertThat(node.renew()).isTrue();

    assertThat(node.credentials().certificate().getPublicKey()).isEqualTo(next);
    assertThat(node.admission().admit(node.credentials().chain())).isEqualTo(node.id());
    assertThat(node.admission().keys(node.credentials().certificate())).hasSize(2);
  }

  @Test
  void powerLostBeforeTheSwitchLeavesTheOldKey() throws Exception {
    NodeIdentity node = open();
    Credentials before = node.credentials();
    Files.writeString(file(".node.key.0.tmp"), KeyFile.text(EcKey.generate()));

    NodeIdentity again = open();

    assertThat(again.credentials().chain()).isEqualTo(before.chain());
  }

  @Test
  void powerLostAfterTheSwitchLeavesTheNewKeyWithItsCertificate() throws Exception {
    NodeIdentity node = open();
    byte[] oldCertificate = Files.readAllBytes(file("node.crt"));
    node.rotate();
    Files.write(file("node.crt"), oldCertificate);

    NodeIdentity again = open();

    assertThat(again.id()).isEqualTo(node.id());
    assertThat(again.credentials().chain()).isEqualTo(node.credentials().chain());
  }

  @Test
  void keyThatCannotBeStoredIsNotUsed() throws Exception {
    NodeIdentity node = open();
    Credentials before = node.credentials();
    Files.delete(file("node.key"));
    Files.createDirectories(file("node.key"));

    assertThatThrownBy(node::rotate).isInstanceOf(IllegalStateException.class);

    assertThat(node.credentials()).isSameAs(before);
  }

  @Test
  void damagedSuccessionIsSaid() throws Exception {
    open().rotate();
    String text = Files.readString(file("node.key"));
    KeyPair other = EcKey.generate();
    String key = text.substring(0, text.indexOf("-----BEGIN WEFT"));
    Files.writeString(file("node.key"), text.replace(key, KeyFile.text(other)));

    assertThatThrownBy(this::open)
        .isInstanceOf(IdentityException.class)
        .hasMessageContaining("damaged succession of keys")
        .hasMessageContaining("put the right file back");
  }

  @Test
  void openNodesFollowEachOthersKeys() throws Exception {
    NodeIdentity node = open("data", IdentitySettings.OPEN);
    NodeIdentity other = open("other", IdentitySettings.OPEN);

    node.rotate();

    assertThat(other.admission().admit(node.credentials().chain())).isEqualTo(node.id());
  }

  @Test
  void administratorsKeysAreNotChangedHere() throws Exception {
    Issuing root = Issuing.root("Acme root");
    KeyPair key = EcKey.generate();
    SecretFile.create(folder.resolve("key.pem"), KeyFile.text(key));
    SecretFile.create(
        folder.resolve("ca.pem"),
        Pem.text(Pem.CERTIFICATE, Certificates.bytes(root.certificate())));
    SecretFile.create(
        folder.resolve("node.pem"),
        Pem.text(Pem.CERTIFICATE, Certificates.bytes(root.node(key.getPublic()))));
    NodeIdentity node =
        open(
            "data",
            IdentitySettings.ownCa(
                folder.resolve("node.pem"), folder.resolve("key.pem"), folder.resolve("ca.pem")));

    assertThatThrownBy(node::rotate)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("tls_private_key")
        .hasMessageContaining("is another node");
    assertThat(node.admission().admit(List.of(root.node(key.getPublic())))).isEqualTo(node.id());
  }
}
