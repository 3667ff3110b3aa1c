package io.weft.identity;

import io.weft.node.NodeId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * Gives certificates to single nodes in the name of the network, whose key it holds. Safe on every
 * thread.
 */
final class Issuer {

  /**
   * Renewed after a third, by any issuer that is connected: three weeks without one are no trouble,
   * and whoever is lost without being revoked is out after a month.
   */
  static final Duration VALIDITY = Duration.ofDays(30);

  private static final byte[] RENEWAL = "weft.v1.Renewal\0".getBytes(StandardCharsets.US_ASCII);

  private final NetworkKey network;
  private final Revoked revoked;
  private final TicketBook book;
  private final KnownKeys keys;
  private final Clock clock;

  /**
   * @param folder where tickets are kept
   */
  Issuer(NetworkKey network, Revoked revoked, Path folder, Clock clock) {
    this.network = network;
    this.revoked = revoked;
    this.book = new TicketBook(folder, clock);
    this.keys = new KnownKeys(folder.resolve("keys"));
    this.clock = clock;
  }

  NetworkKey network() {
    return network;
  }

  TicketBook book() {
    return book;
  }

  /** What the newcomer gets for its ticket. */
  record Redeemed(X509Certificate certificate, List<URI> introducers) {}

  /**
   * Lets a newcomer in, once for each ticket; the same key may ask again, so that an answer that
   * was lost costs nobody a ticket.
   *
   * @param message what the applicant has signed
   * @throws Refusal if not
   */
  Redeemed redeem(String ticket, byte[] secret, Applicant applicant, byte[] message, byte[] proof)
      throws Refusal {
    Proven proven = proven(applicant, message, proof);
    demandAdmitted(proven.id);
    TicketBook.Entry entry = book.redeem(ticket, secret, applicant.point());
    return new Redeemed(certify(proven, applicant), entry.introducers());
  }

  /**
   * Renews the certificate of a member, or gives it one for its next key.
   *
   * @param caller who asks, proven by its link
   * @throws Refusal if not
   */
  X509Certificate renew(NodeId caller, Applicant applicant, byte[] proof) throws Refusal {
    Proven proven = proven(applicant, renewal(caller, applicant), proof);
    if (!proven.id.equals(caller)) {
      throw new Refusal(
          Refusal.Reason.NOT_PROVEN,
          "%s… asks for a certificate of %s…: nodes get their own only"
              .formatted(caller.shortText(), proven.id.shortText()));
    }
    return certify(proven, applicant);
  }

  /** What a member signs who wants its certificate renewed. */
  static byte[] renewal(NodeId member, Applicant applicant) {
    return Bytes.joined(
        RENEWAL, member.text().getBytes(StandardCharsets.US_ASCII), applicant.bytes());
  }

  /** Whose keys these are, each signed for by the one before. */
  private record Proven(NodeId id, List<PublicKey> keys) {}

  private static Proven proven(Applicant applicant, byte[] message, byte[] proof) throws Refusal {
    if (!applicant.hasSigned(message, proof)) {
      throw new Refusal(
          Refusal.Reason.NOT_PROVEN, "the application is not signed by the key that it names");
    }
    try {
      Succession succession = applicant.succession();
      return new Proven(succession.id(applicant.key()), succession.prove(applicant.key()));
    } catch (CertificateException e) {
      throw new Refusal(Refusal.Reason.NOT_PROVEN, String.valueOf(e.getMessage()));
    }
  }

  private void demandAdmitted(NodeId id) throws Refusal {
    if (revoked.contains(id)) {
      throw new Refusal(
          Refusal.Reason.REVOKED,
          "%s… was revoked: it gets no certificate of this network any more (a new identity, in an"
                  .formatted(id.shortText())
              + " empty data folder, and a new ticket would let it in again)");
    }
  }

  private X509Certificate certify(Proven proven, Applicant applicant) throws Refusal {
    demandAdmitted(proven.id);
    keys.follow(proven.id, proven.keys); // only of those who have a ticket or are members
    return NodeCertificate.issue(applicant, network.issuer(), clock.instant(), VALIDITY);
  }
}
