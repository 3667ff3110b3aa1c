package io.weft.identity;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/** Who issues the certificates of this node. Used by one thread at a time. */
interface Authority {

  /** The key that has signed them. */
  PublicKey key(NodeKey node);

  /** How long they live at most; longer ones are replaced. */
  Duration validity();

  /** Whether it can be asked now; if not, there is no use in trying. */
  boolean ready();

  /**
   * Issues one.
   *
   * @param holder the key that this node is known by at the moment
   * @param wanted the key to be certified: the same, or the next one
   * @throws IdentityException if there will be none; the message says why and what to do
   */
  X509Certificate issue(NodeKey holder, NodeKey wanted, Instant now);

  /** Told after a next key was stored: those before count no more. */
  default void stored(NodeKey present, Instant now) {}

  /** By a key in this process. */
  interface Near {
    CertificateIssuer of(NodeKey node);
  }

  /** The authority whose key this node holds: always there. */
  static Authority near(Near near) {
    return new Authority() {
      @Override
      public PublicKey key(NodeKey node) {
        return near.of(node).key().getPublic();
      }

      @Override
      public Duration validity() {
        return NodeCertificate.VALIDITY;
      }

      @Override
      public boolean ready() {
        return true;
      }

      @Override
      public X509Certificate issue(NodeKey holder, NodeKey wanted, Instant now) {
        return NodeCertificate.issue(
            wanted.applicant(), near.of(wanted), now, NodeCertificate.VALIDITY);
      }
    };
  }
}
