package io.weft.identity;

import io.weft.node.NodeId;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;

/**
 * Own-CA mode: the chain leads up to the administrator's CA (RFC 5280, section 6, without
 * revocation lists).
 *
 * @param ca the CA's certificate
 */
record IssuedByCa(X509Certificate ca) implements Membership {

  @Override
  public List<X509Certificate> prove(List<X509Certificate> chain, NodeId id, Instant now)
      throws CertificateException {
    List<X509Certificate> path = belowCa(chain);
    if (path.isEmpty()) {
      throw new CertificateException(
          "not admitted: " + id.shortText() + "… uses the certificate of the CA itself");
    }
    // Dates first: the message of the path's validation does not name them.
    List<X509Certificate> dated = new ArrayList<>(path);
    dated.add(ca);
    for (X509Certificate certificate : dated) {
      Certificates.checkDates(certificate, id, now);
    }
    try {
      PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(ca, null)));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(now));
      CertPathValidator.getInstance("PKIX")
          .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
    } catch (CertPathValidatorException e) {
      throw refusal(id, String.valueOf(e.getReason()));
    } catch (GeneralSecurityException e) {
      throw refusal(id, String.valueOf(e.getMessage()));
    }
    return dated;
  }

  /** Without a cause: whoever looks for the innermost message must find this one. */
  private static CertificateException refusal(NodeId id, String reason) {
    return new CertificateException(
        "not admitted: %s… has no valid chain to this network's CA (%s)"
            .formatted(id.shortText(), reason));
  }

  /** The certificates before the CA's: some chains end with it. */
  List<X509Certificate> belowCa(List<X509Certificate> chain) {
    PublicKey key = ca.getPublicKey();
    List<X509Certificate> path = new ArrayList<>(chain.size());
    for (X509Certificate certificate : chain) {
      if (certificate.getPublicKey().equals(key)) {
        break;
      }
      path.add(certificate);
    }
    return path;
  }
}
