package io.weft.identity;

import io.weft.node.NodeId;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * A node's key, and those that it had before. All are in one file, so that one renaming changes
 * from a key to the next.
 *
 * @param pair EC P-256
 * @param succession the way from the first key to this one
 */
record NodeKey(KeyPair pair, Succession succession) {

  private static final String SUCCESSION = "WEFT SUCCESSION";

  /** The node's id: the hash of its first key. */
  NodeId id() {
    try {
      return succession.id(pair.getPublic());
    } catch (CertificateException e) {
      throw new IdentityException("the succession of this node's keys is damaged", e);
    }
  }

  /**
   * The key in the file, or a new one if there is none.
   *
   * @throws IdentityException if the file holds no such key; the message says what to do
   */
  static NodeKey openOrCreate(Path file) {
    KeyPair pair = KeyFile.openOrCreate(file);
    for (Pem.Block block : Pem.blocks(SecretFile.read(file, SecretFile.Readers.OWNER))) {
      if (block.label().equals(SUCCESSION)) {
        try {
          Succession succession = Succession.parse(block.bytes());
          succession.prove(pair.getPublic());
          return new NodeKey(pair, succession);
        } catch (CertificateException | IllegalArgumentException e) {
          throw new IdentityException(
              file
                  + " holds a damaged succession of keys ("
                  + e.getMessage()
                  + "): put the right"
                  + " file back",
              e);
        }
      }
    }
    return new NodeKey(pair, Succession.NONE);
  }

  /** The certificate that was stored with the key when it was made, if there is one. */
  static Optional<X509Certificate> certificateIn(Path file) {
    boolean any =
        Pem.blocks(SecretFile.read(file, SecretFile.Readers.OWNER)).stream()
            .anyMatch(block -> block.label().equals(Pem.CERTIFICATE));
    return any ? Optional.of(Certificates.read(file).get(0)) : Optional.empty();
  }

  /** What others see of it. */
  Applicant applicant() {
    return new Applicant(pair.getPublic(), succession);
  }

  /** Another key for the same node, signed for by this one. */
  NodeKey next() {
    KeyPair made = EcKey.generate();
    return new NodeKey(made, succession.next(pair, made.getPublic()));
  }

  /** Puts this key in place of the one before, with a certificate that can be used at once. */
  void store(Path file, List<X509Certificate> chain) {
    StringBuilder text = new StringBuilder(KeyFile.text(pair));
    if (!succession.steps().isEmpty()) {
      text.append(Pem.text(SUCCESSION, succession.bytes()));
    }
    for (X509Certificate certificate : chain) {
      text.append(Pem.text(Pem.CERTIFICATE, Certificates.bytes(certificate)));
    }
    SecretFile.replace(file, text.toString());
  }

  /** Keeps the key out of logs. */
  @Override
  public String toString() {
    return "NodeKey[" + id() + ", key " + (succession.steps().size() + 1) + "]";
  }
}
