package io.weft.identity;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The certificate of this node in a file, issued again when it no longer fits. */
final class NodeCertificate {

  /**
   * As long as the public CAs began with for automatic renewal. A node renews itself while it runs,
   * after a third: for two months a disk that is full or a clock that is wrong is said every hour
   * before anybody is turned away.
   */
  static final Duration VALIDITY = Duration.ofDays(90);

  /** The clocks of a network may differ by this much. */
  static final Duration BACK_DATED = Duration.ofDays(1);

  private static final int RENEWED_AFTER_SHARE = 3;

  private NodeCertificate() {}

  /** A certificate for this key, from now. */
  static X509Certificate issue(
      Applicant node, CertificateIssuer issuer, Instant now, Duration validity) {
    try {
      return issuer.issue(
          node.succession().id(node.key()).text(),
          node.key(),
          node.succession(),
          now.minus(BACK_DATED),
          now.plus(validity));
    } catch (CertificateException e) {
      throw new IllegalStateException("a node without a first key: " + e.getMessage(), e);
    }
  }

  static void store(Path file, X509Certificate certificate) {
    SecretFile.replace(file, Pem.text(Pem.CERTIFICATE, Certificates.bytes(certificate)));
  }

  /** The certificate in the file, if there is one that can be read. */
  static Optional<X509Certificate> find(Path file) {
    try {
      return Files.exists(file) ? Optional.of(Certificates.read(file).get(0)) : Optional.empty();
    } catch (IdentityException e) {
      return Optional.empty(); // damaged: a new one costs nothing
    }
  }

  static Duration life(X509Certificate certificate) {
    return Duration.between(
        certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant());
  }

  /** From when on a running node renews it. */
  static Instant renewedFrom(X509Certificate certificate) {
    return certificate
        .getNotBefore()
        .toInstant()
        .plus(life(certificate).dividedBy(RENEWED_AFTER_SHARE));
  }

  /** Whether it is a valid one for this key, by this issuer. */
  static boolean fits(X509Certificate kept, NodeKey node, PublicKey issuer, Instant now) {
    return kept.getPublicKey().equals(node.pair().getPublic())
        && !now.isBefore(kept.getNotBefore().toInstant())
        && !now.isAfter(kept.getNotAfter().toInstant())
        && Certificates.isSignedBy(kept, issuer);
  }
}
