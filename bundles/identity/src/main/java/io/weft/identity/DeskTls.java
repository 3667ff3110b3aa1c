package io.weft.identity;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * TLS 1.3 at an issuer's desk. The issuer proves the network's key itself: a certificate that the
 * network has issued would not do, because every member has one, and a member could then take the
 * newcomer's ticket for itself. The newcomer has no certificate yet.
 */
final class DeskTls {
  static final String PROTOCOL = "TLSv1.3";

  private static final Duration EITHER_SIDE = Duration.ofDays(365);

  private DeskTls() {}

  static SSLContext accepting(NetworkKey network, Instant now) {
    char[] none = {};
    X509Certificate own =
        network
            .issuer()
            .issue(
                network.id(),
                network.key().getPublic(),
                now.minus(EITHER_SIDE),
                now.plus(EITHER_SIDE));
    try {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(null, none);
      keys.setKeyEntry("network", network.key().getPrivate(), none, new X509Certificate[] {own});
      KeyManagerFactory managers = KeyManagerFactory.getInstance("SunX509");
      managers.init(keys, none);
      SSLContext context = SSLContext.getInstance(PROTOCOL);
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this Java has no TLS 1.3: " + e.getMessage(), e);
    }
  }

  static SSLContext dialling(PublicKey network) {
    try {
      SSLContext context = SSLContext.getInstance(PROTOCOL);
      context.init(null, new TrustManager[] {new HolderOf(network)}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no TLS 1.3: " + e.getMessage(), e);
    }
  }

  /** Whoever holds this key, by whatever name and at whatever time. */
  private static final class HolderOf extends X509ExtendedTrustManager {
    private final PublicKey key;

    HolderOf(PublicKey key) {
      this.key = key;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      checkServerTrusted(chain, type);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      checkServerTrusted(chain, type);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      if (chain.length == 0 || !chain[0].getPublicKey().equals(key)) {
        throw new CertificateException("whoever listens there does not hold the network's key");
      }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      checkClientTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      checkClientTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("nobody is served here");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
