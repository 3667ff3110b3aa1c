package io.weft.identity;

import io.weft.node.NodeId;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Shared mode: the certificate is issued by the network's key.
 *
 * @param key the network's public key
 * @param network its id
 */
record Invited(PublicKey key, String network) implements Membership {

  @Override
  public List<X509Certificate> prove(List<X509Certificate> chain, NodeId id, Instant now)
      throws CertificateException {
    X509Certificate leaf = chain.get(0);
    if (!Certificates.isSignedBy(leaf, key)) {
      throw new CertificateException(whyNot(leaf, id));
    }
    return List.of(leaf);
  }

  /** The issuer's name is a stranger's claim: good enough to explain, never to decide. */
  private String whyNot(X509Certificate leaf, NodeId id) {
    String who = "not invited: " + id.shortText() + "… ";
    Optional<NodeId> issuer = Certificates.issuerId(leaf);
    if (issuer.isPresent() && issuer.get().equals(id)) {
      return who + "has signed its certificate itself (was it started with --open?)";
    }
    if (issuer.isPresent() && !issuer.get().text().equals(network)) {
      return who
          + ("is of the other network %s…, this one is %s…; to let it in, run `weft invite` here"
                  + " and `weft join TICKET` there")
              .formatted(issuer.get().shortText(), network.substring(0, 8));
    }
    return who + "is not signed by this network (" + network.substring(0, 8) + "…)";
  }
}
