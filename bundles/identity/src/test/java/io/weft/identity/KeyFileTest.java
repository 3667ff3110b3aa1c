package io.weft.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("node.key");
  }

  @Test
  void storedKeyIsTheSameKey() {
    KeyPair made = KeyFile.openOrCreate(file);
    KeyPair read = KeyFile.openOrCreate(file);

    assertThat(read.getPublic()).isEqualTo(made.getPublic());
    assertThat(EcKey.belongTogether(read.getPrivate(), made.getPublic())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r--r--", "rw----r--", "rw-r-----", "rw--w----", "rwxrwxrwx"})
  void keyThatOthersCanGetAtIsRefusedWithTheRemedy(String mode) throws Exception {
    KeyFile.openOrCreate(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

    refused("is open to other users (mode 0");
    refused("run `chmod 600 " + file + "`");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   \n",
        "hello",
        "-----BEGIN PRIVATE KEY-----\nMIG",
        "-----BEGIN PRIVATE KEY-----\nM!G\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
      })
  void damagedKeyIsNamedAndKept(String text) throws Exception {
    write(text);

    refused(file.toString());
    refused("put the right file back, or move this one away");
    assertThat(Files.readString(file)).isEqualTo(text);
  }

  @Test
  void keysOfOtherKindsAreRefused() throws Exception {
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(1024);
    write(Pem.text(Pem.PRIVATE_KEY, rsa.generateKeyPair().getPrivate().getEncoded()));
    refused("holds no EC P-256 private key");

    KeyPairGenerator larger = KeyPairGenerator.getInstance("EC");
    larger.initialize(new ECGenParameterSpec("secp384r1"));
    write(Pem.text(Pem.PRIVATE_KEY, larger.generateKeyPair().getPrivate().getEncoded()));
    refused("an EC key on another curve");
  }

  @Test
  void folderInPlaceOfTheKeyIsRefused() throws Exception {
    Files.createDirectory(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));

    refused("cannot read " + file);
  }

  @Test
  void fileFarTooLargeIsNotRead() throws Exception {
    write("x".repeat(SecretFile.MAX_BYTES + 1));

    refused("has 262145 bytes (limit 262144)");
  }

  @Test
  void danglingLinkIsNotTakenForAFirstStart() throws Exception {
    Files.createSymbolicLink(file, folder.resolve("on-a-disk-not-mounted"));

    refused("there is no file " + file);
    assertThat(Files.isSymbolicLink(file)).isTrue();
  }

  @Test
  void folderThatCannotBeMadeIsNamed() throws Exception {
    Path blocked = Files.writeString(folder.resolve("data"), "a file");

    assertThatThrownBy(() -> KeyFile.openOrCreate(blocked.resolve("identity/node.key")))
        .isInstanceOf(IdentityException.class)
        .hasMessageContaining(blocked.toString());
  }

  @Test
  void existingFileIsNeverOverwrittenByACreation() throws Exception {
    write("mine");

    assertThat(SecretFile.create(file, "other")).isFalse();
    assertThat(Files.readString(file)).isEqualTo("mine");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private void refused(String message) {
    assertThatThrownBy(() -> KeyFile.openOrCreate(file))
        .isInstanceOf(IdentityException.class)
        .hasMessageContaining(message);
  }
}
