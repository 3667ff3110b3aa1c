package io.weft.identity;

import io.weft.trust.Credentials;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The key that the node made itself, and its certificate, in the node's own folder. */
final class KeptKey implements CredentialSource {

  /** A full disk is noticed by somebody in about this time, and months are left. */
  static final Duration RETRY = Duration.ofHours(1);

  /** Nodes that were set up by one script need not all renew in the same minute. */
  private static final int JITTER_SHARE = 20;

  private static final Logger LOG = LoggerFactory.getLogger(NodeIdentity.class);

  private final Path folder;
  private final Issuers issuers;
  private final Clock clock;
  private final RandomGenerator random = new SecureRandom();
  private Instant from = Instant.MIN;
  private Instant renewed = Instant.MIN;

  /** Who issues the certificate of a node with this key. */
  interface Issuers {
    CertificateIssuer of(NodeKey node);
  }

  KeptKey(Path folder, Issuers issuers, Clock clock) {
    this.folder = folder;
    this.issuers = issuers;
    this.clock = clock;
  }

  @Override
  public boolean due() {
    Instant now = clock.instant();
    return !now.isBefore(renewed) || now.isBefore(from);
  }

  @Override
  public Credentials current() {
    from = Instant.MIN;
    renewed = clock.instant().plus(RETRY);
    NodeKey node = NodeKey.openOrCreate(keyFile());
    PublicKey issuer = issuers.of(node).key().getPublic();
    Instant now = clock.instant();
    return with(
        node,
        NodeCertificate.find(certificateFile(), node, issuer, now)
            .or(
                () ->
                    NodeKey.certificateIn(keyFile())
                        .filter(c -> NodeCertificate.fits(c, node, issuer, now)))
            .orElseGet(() -> issued(node, now)));
  }

  @Override
  public Credentials rotated() {
    NodeKey next = NodeKey.openOrCreate(keyFile()).next();
    X509Certificate certificate = NodeCertificate.issue(next, issuers.of(next), clock.instant());
    // From here on this is the node's key; what follows may fail, and a start does without.
    next.store(keyFile(), List.of(certificate));
    try {
      NodeCertificate.store(certificateFile(), certificate);
    } catch (IdentityException e) {
      LOG.warn("The certificate of the new key is in {} only: {}", keyFile(), e.getMessage());
    }
    return with(next, certificate);
  }

  private X509Certificate issued(NodeKey node, Instant now) {
    X509Certificate issued = NodeCertificate.issue(node, issuers.of(node), now);
    NodeCertificate.store(certificateFile(), issued);
    return issued;
  }

  private Credentials with(NodeKey node, X509Certificate certificate) {
    from = certificate.getNotBefore().toInstant();
    Duration life = NodeCertificate.life(certificate);
    renewed =
        NodeCertificate.renewedFrom(certificate)
            .plusMillis(random.nextLong(life.dividedBy(JITTER_SHARE).toMillis() + 1));
    return new Credentials(node.pair().getPrivate(), List.of(certificate));
  }

  private Path keyFile() {
    return folder.resolve("node.key");
  }

  private Path certificateFile() {
    return folder.resolve("node.crt");
  }
}
