package io.weft.identity;

import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;

/** What an issuer must have put into a certificate for this node. */
final class MemberCertificate {

  private MemberCertificate() {}

  /**
   * @throws IdentityException if it is not this node's, of this network
   */
  static void check(X509Certificate certificate, NodeKey node, PublicKey network) {
    try {
      if (!certificate.getPublicKey().equals(node.pair().getPublic())
          || !Succession.in(certificate).equals(node.succession())
          || !Certificates.isSignedBy(certificate, network)) {
        throw new IdentityException(
            "the issuer answered with a certificate that is not this node's in this network");
      }
    } catch (CertificateException e) {
      throw new IdentityException(
          "the issuer answered with a damaged certificate: " + e.getMessage(), e);
    }
  }
}
