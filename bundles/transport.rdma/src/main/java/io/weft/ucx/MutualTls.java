package io.weft.ucx;

import io.weft.endpoint.Reasons;
import io.weft.node.NodeId;
import io.weft.trust.Credentials;
import io.weft.trust.Identity;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;

/**
 * TLS 1.3 by the JDK in which both sides prove a key that the other admits. Each connection has a
 * context of its own, so that there is no session to resume: resumption skips the trust manager
 * (RFC 8446, section 2.2), and a node that was withdrawn would get in again.
 */
final class MutualTls {

  private static final String PROTOCOL = "TLSv1.3";

  private final Identity identity;

  MutualTls(Identity identity) {
    this.identity = identity;
  }

  SSLEngine dialling(Optional<NodeId> expected) throws IOException {
    SSLEngine engine = engine(expected);
    engine.setUseClientMode(true);
    return engine;
  }

  SSLEngine accepting() throws IOException {
    SSLEngine engine = engine(Optional.empty());
    engine.setUseClientMode(false);
    engine.setNeedClientAuth(true);
    return engine;
  }

  /** Who has proven its key on this engine: whom the admission says it is. */
  NodeId peer(SSLEngine engine) throws IOException {
    Certificate[] shown = engine.getSession().getPeerCertificates();
    try {
      return identity
          .admission()
          .admit(List.of(Arrays.copyOf(shown, shown.length, X509Certificate[].class)));
    } catch (CertificateException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private SSLEngine engine(Optional<NodeId> expected) throws IOException {
    Credentials own = identity.credentials();
    char[] none = {};
    try {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(null, none);
      keys.setKeyEntry("node", own.key(), none, own.chain().toArray(new X509Certificate[0]));
      KeyManagerFactory managers = KeyManagerFactory.getInstance("SunX509");
      managers.init(keys, none);
      SSLContext context = SSLContext.getInstance(PROTOCOL);
      TrustManager[] trust = {identity.trustManager(expected)};
      context.init(managers.getKeyManagers(), trust, null);
      SSLEngine engine = context.createSSLEngine();
      engine.setEnabledProtocols(new String[] {PROTOCOL});
      return engine;
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "this node's key and certificate cannot be used for TLS 1.3: " + Reasons.root(e), e);
    }
  }
}
