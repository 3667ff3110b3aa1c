package io.weft.identity;

import io.weft.node.NodeId;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** What makes a certificate one of this network. Safe on every thread. */
interface Membership {

  /**
   * Decides about a chain, dates aside.
   *
   * @param chain leaf first; not empty
   * @param id whose key the leaf has
   * @return the certificates that must be in date, leaf first
   * @throws CertificateException if it is not one of this network; the message says why
   */
  List<X509Certificate> prove(List<X509Certificate> chain, NodeId id, Instant now)
      throws CertificateException;
}
