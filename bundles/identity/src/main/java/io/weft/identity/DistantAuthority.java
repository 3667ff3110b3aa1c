package io.weft.identity;

import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Issuers elsewhere in the network, who are asked over its links once the node runs. */
final class DistantAuthority implements Authority {
  private static final Logger LOG = LoggerFactory.getLogger(NodeIdentity.class);

  private final PublicKey network;
  private final String networkId;
  private volatile @Nullable Issuers issuers;

  /** The way to the issuers that are connected. */
  interface Issuers {

    /** Whether there is one. */
    boolean any();

    /**
     * Asks one.
     *
     * @param application an {@link Applicant} and its proof
     * @return a certificate, DER, not checked
     * @throws IdentityException if none gives one; the message says why
     */
    byte[] ask(byte[] application);
  }

  DistantAuthority(PublicKey network, String networkId) {
    this.network = network;
    this.networkId = networkId;
  }

  /** Asks these from now on. */
  void reach(Issuers found) {
    issuers = found;
  }

  /** Asks nobody: the node stops, or starts anew. */
  void leave() {
    issuers = null;
  }

  @Override
  public PublicKey key(NodeKey node) {
    return network;
  }

  @Override
  public Duration validity() {
    return Issuer.VALIDITY;
  }

  @Override
  public boolean ready() {
    Issuers found = issuers;
    return found != null && found.any();
  }

  @Override
  public X509Certificate issue(NodeKey holder, NodeKey wanted, Instant now) {
    Issuers found = issuers;
    if (found == null) {
      throw new IdentityException(
          ("this machine's network is %s…, in which only issuers give certificates, and this node has"
                  + " none that is valid: get a ticket for it (weft invite --once on the issuer) and"
                  + " run weft join TICKET with this node's --data or --name")
              .formatted(networkId.substring(0, 8)));
    }
    Applicant applicant = wanted.applicant();
    byte[] proof =
        Applicant.sign(wanted.pair().getPrivate(), Issuer.renewal(holder.id(), applicant));
    try {
      X509Certificate certificate =
          DeskMessages.certificate(found.ask(Bytes.joined(applicant.bytes(), proof)));
      MemberCertificate.check(certificate, wanted, network);
      return certificate;
    } catch (CertificateException e) {
      throw new IdentityException(
          "the issuer answered with a damaged certificate: " + e.getMessage(), e);
    }
  }

  /** By asking once more, which an issuer takes for it; renewal does the same later. */
  @Override
  public void stored(NodeKey present, Instant now) {
    try {
      issue(present, present, now);
    } catch (IdentityException e) {
      LOG.debug("The issuer hears of the stored key at the next renewal: {}", e.getMessage());
    }
  }
}
