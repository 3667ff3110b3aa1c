package io.weft.identity;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Optional;

/** Files with one private key, PKCS#8 in PEM. An existing one is never overwritten here. */
final class KeyFile {

  private KeyFile() {}

  /**
   * The EC P-256 key in the file; if there is no file, a new key is made and stored.
   *
   * @throws IdentityException if the file is there and does not hold such a key, or cannot be made
   */
  static KeyPair openOrCreate(Path file) {
    Optional<KeyPair> found = find(file);
    if (found.isPresent()) {
      return found.get();
    }
    KeyPair made = EcKey.generate();
    // Another process may have been first: then its key is the one.
    return SecretFile.create(file, text(made)) ? made : read(file);
  }

  /** The EC P-256 key in the file; empty if there is no file. */
  static Optional<KeyPair> find(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        ? Optional.of(read(file))
        : Optional.empty();
  }

  static String text(KeyPair key) {
    return Pem.text(Pem.PRIVATE_KEY, key.getPrivate().getEncoded());
  }

  /**
   * The EC key that an administrator has put there, on any curve. Others are refused: a node signs
   * its announcements with ECDSA.
   */
  static PrivateKey readEc(Path file) {
    PKCS8EncodedKeySpec pkcs8 =
        new PKCS8EncodedKeySpec(pkcs8(file, SecretFile.Readers.OWNER_AND_GROUP, ""));
    try {
      return KeyFactory.getInstance("EC").generatePrivate(pkcs8);
    } catch (GeneralSecurityException e) {
      throw new IdentityException(
          file
              + " holds no EC private key; a node needs one, such as P-256, even if its CA has"
              + " another kind: run `openssl genpkey -algorithm EC -pkeyopt"
              + " ec_paramgen_curve:P-256 -out NEW` and have the CA issue a certificate for it",
          e);
    }
  }

  private static KeyPair read(Path file) {
    String remedy =
        "; put the right file back, or move this one away and a new key is made at the next start";
    byte[] pkcs8 = pkcs8(file, SecretFile.Readers.OWNER, remedy);
    try {
      return EcKey.ofPkcs8(pkcs8);
    } catch (InvalidKeySpecException e) {
      throw new IdentityException(
          file + " holds no EC P-256 private key (" + e.getMessage() + ")" + remedy, e);
    }
  }

  private static byte[] pkcs8(Path file, SecretFile.Readers readers, String remedy) {
    String text = SecretFile.read(file, readers);
    if (text.isBlank()) {
      throw new IdentityException(file + " is empty" + remedy);
    }
    String seen = "no PEM";
    for (Pem.Block block : Pem.blocks(text)) {
      if (block.label().equals(Pem.PRIVATE_KEY)) {
        try {
          return block.bytes();
        } catch (IllegalArgumentException e) {
          throw new IdentityException(file + " is damaged: " + e.getMessage() + remedy, e);
        }
      }
      if (block.label().endsWith(Pem.PRIVATE_KEY)) {
        throw new IdentityException(
            ("%s holds a key in the form %s, needed is PKCS#8 without a password: run"
                    + " `openssl pkcs8 -topk8 -nocrypt -in %s -out NEW`")
                .formatted(file, block.label(), file));
      }
      seen = block.label();
    }
    throw new IdentityException(file + " holds no private key in PEM (but " + seen + ")" + remedy);
  }
}
