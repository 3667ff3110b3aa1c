package io.weft.trust;

import io.weft.node.NodeId;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** Decides who belongs to the network. Safe on every thread; never blocks. */
@ConsumerType
public interface Admission {

  /**
   * Checks a certificate chain, leaf first: issued by the network, in date, not withdrawn.
   *
   * @return whose it is
   * @throws CertificateException if it is not admitted; the message is for people and says why
   */
  NodeId admit(List<X509Certificate> chain) throws CertificateException;

  /**
   * All keys that a node has had, as its certificate proves: each one has signed for the next.
   * Whoever has seen one of them knows the node again by it.
   *
   * @param leaf of a chain that is admitted
   * @return the first key, whose hash is the node's id, first; the certificate's own last
   * @throws CertificateException if the certificate does not prove what it says
   */
  default List<PublicKey> keys(X509Certificate leaf) throws CertificateException {
    return List.of(leaf.getPublicKey());
  }
}
