package io.weft.identity;

import io.weft.node.NodeId;
import io.weft.trust.Admission;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Admits certificate chains by a {@link Membership}. What was proven once is remembered, so that a
 * known certificate costs a lookup and a look at the clock: announcements bring the same ones again
 * every few seconds.
 */
final class CertificateAdmission implements Admission {

  /** A leaf, up to two intermediates and the CA: what administrators have. */
  static final int MAX_CHAIN = 4;

  /** More than the nodes of a network; about 4 KiB each. */
  private static final int MAX_REMEMBERED = 1024;

  private volatile Membership membership;
  private final Clock clock;
  private final Predicate<NodeId> revoked;
  private final Map<X509Certificate, Proven> proven = new ConcurrentHashMap<>();

  CertificateAdmission(Membership membership, Clock clock) {
    this(membership, clock, nobody -> false);
  }

  /**
   * @param revoked asked each time, for what is remembered too
   */
  CertificateAdmission(Membership membership, Clock clock, Predicate<NodeId> revoked) {
    this.membership = membership;
    this.clock = clock;
    this.revoked = revoked;
  }

  /** The same decisions at another time. */
  CertificateAdmission at(Clock other) {
    return new CertificateAdmission(membership, other, revoked);
  }

  /** Decides anew about everyone from now on, by these rules. */
  void become(Membership next) {
    membership = next;
    proven.clear();
  }

  @Override
  public NodeId admit(List<X509Certificate> chain) throws CertificateException {
    NodeId id = proven(chain);
    if (revoked.test(id)) {
      throw new CertificateException(
          "revoked: " + id.shortText() + "… was put out of this network (weft revoke)");
    }
    return id;
  }

  private NodeId proven(List<X509Certificate> chain) throws CertificateException {
    if (chain.isEmpty()) {
      throw new CertificateException("not admitted: no certificate was shown");
    }
    if (chain.size() > MAX_CHAIN) {
      throw new CertificateException(
          "not admitted: a chain of %d certificates (limit %d)".formatted(chain.size(), MAX_CHAIN));
    }
    X509Certificate leaf = chain.get(0);
    Instant now = clock.instant();
    Proven before = proven.get(leaf);
    if (before != null && before.isValid(now)) {
      return before.id;
    }
    Succession succession = Succession.in(leaf);
    NodeId id = succession.id(leaf.getPublicKey());
    Certificates.checkKey(leaf.getPublicKey(), id);
    List<X509Certificate> dated = membership.prove(chain, id, now);
    for (X509Certificate certificate : dated) {
      Certificates.checkDates(certificate, id, now);
    }
    // Last: sixteen signatures are work that a stranger shall not cause.
    remember(leaf, Proven.of(id, succession.prove(leaf.getPublicKey()), dated));
    return id;
  }

  @Override
  public List<PublicKey> keys(X509Certificate leaf) throws CertificateException {
    Proven before = proven.get(leaf);
    return before != null ? before.keys : Succession.in(leaf).prove(leaf.getPublicKey());
  }

  private void remember(X509Certificate leaf, Proven result) {
    if (proven.size() >= MAX_REMEMBERED) {
      proven.clear();
    }
    proven.put(leaf, result);
  }

  /** What is known of a certificate while it and those above it are valid. */
  private record Proven(NodeId id, List<PublicKey> keys, Instant from, Instant until) {

    static Proven of(NodeId id, List<PublicKey> keys, List<X509Certificate> dated) {
      Instant from = Instant.MIN;
      Instant until = Instant.MAX;
      for (X509Certificate certificate : dated) {
        Instant begin = certificate.getNotBefore().toInstant();
        Instant end = certificate.getNotAfter().toInstant();
        from = begin.isAfter(from) ? begin : from;
        until = end.isBefore(until) ? end : until;
      }
      return new Proven(id, keys, from, until);
    }

    boolean isValid(Instant now) {
      return !now.isBefore(from) && !now.isAfter(until);
    }
  }
}
