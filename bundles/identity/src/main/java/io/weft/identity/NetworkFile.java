package io.weft.identity;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;

/**
 * The public key of the network that this user's nodes are members of, without being able to let
 * others in: PEM, SubjectPublicKeyInfo.
 */
final class NetworkFile {
  private static final String LABEL = "PUBLIC KEY";

  private NetworkFile() {}

  static Path of(Path config) {
    return config.resolve("network.pub");
  }

  /**
   * @throws IdentityException if the file is there and damaged
   */
  static Optional<PublicKey> find(Path config) {
    Path file = of(config);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      for (Pem.Block block : Pem.blocks(SecretFile.read(file, SecretFile.Readers.EVERYONE))) {
        if (block.label().equals(LABEL)) {
          PublicKey key =
              KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(block.bytes()));
          EcKey.point(key);
          return Optional.of(key);
        }
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IdentityException(
          file + " holds no EC P-256 public key (" + e.getMessage() + "): join the network again",
          e);
    }
    throw new IdentityException(file + " holds no public key in PEM: join the network again");
  }

  static void write(Path config, PublicKey network) {
    SecretFile.replace(of(config), Pem.text(LABEL, network.getEncoded()));
  }
}
