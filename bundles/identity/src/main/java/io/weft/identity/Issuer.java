package io.weft.identity;

import io.weft.node.NodeId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
  private final Clock clock;

  /**
   * @param folder where tickets are kept
   */
  Issuer(NetworkKey network, Revoked revoked, Path folder, Clock clock) {
    this.network = network;
    this.revoked = revoked;
    this.book = new TicketBook(folder, clock);
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
    NodeId id = proven(applicant, message, proof);
    TicketBook.Entry entry = book.redeem(ticket, secret, applicant.point());
    return new Redeemed(certify(id, applicant), entry.introducers());
  }

  /**
   * Renews the certificate of a member, or gives it one for its next key.
   *
   * @param caller who asks, proven by its link
   * @throws Refusal if not
   */
  X509Certificate renew(NodeId caller, Applicant applicant, byte[] proof) throws Refusal {
    NodeId id = proven(applicant, renewal(caller, applicant), proof);
    if (!id.equals(caller)) {
      throw new Refusal(
          Refusal.Reason.NOT_PROVEN,
          "%s… asks for a certificate of %s…: nodes get their own only"
              .formatted(caller.shortText(), id.shortText()));
    }
    return certify(id, applicant);
  }

  /** What a member signs who wants its certificate renewed. */
  static byte[] renewal(NodeId member, Applicant applicant) {
    return Bytes.joined(
        RENEWAL, member.text().getBytes(StandardCharsets.US_ASCII), applicant.bytes());
  }

  private static NodeId proven(Applicant applicant, byte[] message, byte[] proof) throws Refusal {
    if (!applicant.hasSigned(message, proof)) {
      throw new Refusal(
          Refusal.Reason.NOT_PROVEN, "the application is not signed by the key that it names");
    }
    try {
      return applicant.provenId();
    } catch (CertificateException e) {
      throw new Refusal(Refusal.Reason.NOT_PROVEN, String.valueOf(e.getMessage()));
    }
  }

  private X509Certificate certify(NodeId id, Applicant applicant) throws Refusal {
    if (revoked.contains(id)) {
      throw new Refusal(
          Refusal.Reason.REVOKED,
          "%s… was revoked: it gets no certificate of this network any more (a new identity, in an"
                  .formatted(id.shortText())
              + " empty data folder, and a new ticket would let it in again)");
    }
    return NodeCertificate.issue(applicant, network.issuer(), clock.instant(), VALIDITY);
  }
}
