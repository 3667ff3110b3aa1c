package io.weft.identity;

import io.weft.node.NodeId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** The certificate of this node in a file, issued again when it no longer fits. */
final class NodeCertificate {

  /** Ten years: machines outlive their administrators' attention. */
  static final Duration VALIDITY = Duration.ofDays(3650);

  /** The clocks of a network may differ by this much. */
  static final Duration BACK_DATED = Duration.ofDays(1);

  /** Only a start renews, so a node must be able to run this long. */
  static final Duration RENEWED_BEFORE_END = Duration.ofDays(365);

  private NodeCertificate() {}

  /** The certificate in the file if it is for this key, by this issuer, and good for a while. */
  static X509Certificate openOrIssue(
      Path file, KeyPair node, CertificateIssuer issuer, Clock clock) {
    Instant now = clock.instant();
    if (Files.exists(file)) {
      try {
        X509Certificate kept = Certificates.read(file).get(0);
        if (fits(kept, node, issuer, now)) {
          return kept;
        }
      } catch (IdentityException e) {
        // Damaged: a new one costs nothing.
      }
    }
    X509Certificate issued =
        issuer.issue(
            NodeId.of(node.getPublic()).text(),
            node.getPublic(),
            now.minus(BACK_DATED),
            now.plus(VALIDITY));
    SecretFile.replace(file, Pem.text(Pem.CERTIFICATE, Certificates.bytes(issued)));
    return issued;
  }

  private static boolean fits(
      X509Certificate kept, KeyPair node, CertificateIssuer issuer, Instant now) {
    return kept.getPublicKey().equals(node.getPublic())
        && !now.isBefore(kept.getNotBefore().toInstant())
        && now.plus(RENEWED_BEFORE_END).isBefore(kept.getNotAfter().toInstant())
        && Certificates.isSignedBy(kept, issuer.key().getPublic());
  }
}
