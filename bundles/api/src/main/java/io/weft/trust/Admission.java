package io.weft.trust;

import io.weft.node.NodeId;
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
}
