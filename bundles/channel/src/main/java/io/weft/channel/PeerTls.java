package io.weft.channel;

import io.netty.handler.ssl.SslHandler;
import io.weft.node.NodeId;
import io.weft.trust.Admission;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * TLS of one connection that knows which node is at the other end: the one that the admission says
 * the certificates are of, which need not be the hash of the key in them.
 */
public final class PeerTls extends SslHandler {
  private final Admission admission;

  PeerTls(SSLEngine engine, Admission admission) {
    super(engine);
    this.admission = admission;
  }

  /**
   * Who has proven its key, after the handshake.
   *
   * @throws SSLPeerUnverifiedException if the other side showed no certificate
   * @throws CertificateException if it is admitted no longer
   */
  public NodeId peer() throws SSLPeerUnverifiedException, CertificateException {
    Certificate[] shown = engine().getSession().getPeerCertificates();
    return admission.admit(List.of(Arrays.copyOf(shown, shown.length, X509Certificate[].class)));
  }
}
