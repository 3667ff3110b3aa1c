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
import java.util.Optional;
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
  private final Authority authority;
  private final Clock clock;
  private final RandomGenerator random = new SecureRandom();
  private Instant from = Instant.MIN;
  private Instant renewed = Instant.MIN;

  KeptKey(Path folder, Authority authority, Clock clock) {
    this.folder = folder;
    this.authority = authority;
    this.clock = clock;
  }

  @Override
  public boolean due() {
    Instant now = clock.instant();
    return (!now.isBefore(renewed) || now.isBefore(from)) && authority.ready();
  }

  @Override
  public Credentials current() {
    Instant now = clock.instant();
    from = Instant.MIN;
    renewed = now.plus(RETRY);
    NodeKey node = NodeKey.openOrCreate(keyFile());
    PublicKey issuer = authority.key(node);
    Optional<X509Certificate> kept =
        NodeCertificate.find(certificateFile())
            .filter(c -> NodeCertificate.fits(c, node, issuer, now))
            .or(() -> NodeKey.certificateIn(keyFile()))
            .filter(c -> NodeCertificate.fits(c, node, issuer, now));
    if (kept.isPresent() && (isFresh(kept.get(), now) || !authority.ready())) {
      return with(node, kept.get());
    }
    X509Certificate issued = authority.issue(node, node, now);
    NodeCertificate.store(certificateFile(), issued);
    return with(node, issued);
  }

  @Override
  public Credentials rotated() {
    NodeKey before = NodeKey.openOrCreate(keyFile());
    NodeKey next = before.next();
    X509Certificate certificate = authority.issue(before, next, clock.instant());
    // From here on this is the node's key; what follows may fail, and a start does without.
    next.store(keyFile(), List.of(certificate));
    try {
      NodeCertificate.store(certificateFile(), certificate);
    } catch (IdentityException e) {
      LOG.warn("The certificate of the new key is in {} only: {}", keyFile(), e.getMessage());
    }
    authority.stored(next, clock.instant());
    return with(next, certificate);
  }

  /** Longer lives are of a time when only a start renewed. */
  private boolean isFresh(X509Certificate kept, Instant now) {
    return now.isBefore(NodeCertificate.renewedFrom(kept))
        && NodeCertificate.life(kept)
                .compareTo(NodeCertificate.BACK_DATED.plus(authority.validity()))
            <= 0;
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
    return keyFile(folder);
  }

  private Path certificateFile() {
    return certificateFile(folder);
  }

  static Path keyFile(Path folder) {
    return folder.resolve("node.key");
  }

  static Path certificateFile(Path folder) {
    return folder.resolve("node.crt");
  }
}
