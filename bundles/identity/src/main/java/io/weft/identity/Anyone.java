package io.weft.identity;

import io.weft.node.NodeId;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Open mode: whoever signed the certificate itself is admitted, and so are nodes of the user's own
 * network.
 *
 * @param own the user's own network; empty if there is none on this machine
 */
record Anyone(Optional<Invited> own) implements Membership {

  @Override
  public List<X509Certificate> prove(List<X509Certificate> chain, NodeId id, Instant now)
      throws CertificateException {
    X509Certificate leaf = chain.get(0);
    if (Certificates.isSignedBy(leaf, leaf.getPublicKey())
        || (own.isPresent() && Certificates.isSignedBy(leaf, own.get().key()))) {
      return List.of(leaf);
    }
    throw new CertificateException(
        "not admitted: "
            + id.shortText()
            + "… was not started with --open: an open network takes certificates that nodes signed"
            + " themselves, and this one is another network's");
  }
}
