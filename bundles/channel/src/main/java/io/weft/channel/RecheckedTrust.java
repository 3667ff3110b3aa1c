package io.weft.channel;

import io.netty.handler.ssl.ResumableX509ExtendedTrustManager;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Asks the identity's trust manager when a session is resumed, too. TLS resumption skips the trust
 * manager (RFC 8446, section 2.2: the certificate is not sent again), so that a node which was
 * withdrawn after its first connection would get in again.
 */
public final class RecheckedTrust extends X509ExtendedTrustManager
    implements ResumableX509ExtendedTrustManager {

  /** A resumed handshake has no key exchange of its own to name. */
  private static final String RESUMED = "UNKNOWN";

  private final X509ExtendedTrustManager trust;
  private final BiConsumer<SSLEngine, CertificateException> refused;

  RecheckedTrust(X509ExtendedTrustManager trust) {
    this(trust, (engine, reason) -> {});
  }

  /**
   * Tells why it refused: not every engine hands the reason on.
   *
   * @param refused is told of each refusal, on the engine's thread
   */
  public RecheckedTrust(
      X509ExtendedTrustManager trust, BiConsumer<SSLEngine, CertificateException> refused) {
    this.trust = trust;
    this.refused = refused;
  }

  @Override
  public void resumeClientTrusted(X509Certificate[] chain, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, RESUMED, engine);
  }

  @Override
  public void resumeServerTrusted(X509Certificate[] chain, SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(chain, RESUMED, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    try {
      trust.checkClientTrusted(chain, type, engine);
    } catch (CertificateException e) {
      refused.accept(engine, e);
      throw e;
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    try {
      trust.checkServerTrusted(chain, type, engine);
    } catch (CertificateException e) {
      refused.accept(engine, e);
      throw e;
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    trust.checkClientTrusted(chain, type, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    trust.checkServerTrusted(chain, type, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    trust.checkClientTrusted(chain, type);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    trust.checkServerTrusted(chain, type);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return trust.getAcceptedIssuers();
  }
}
