package io.weft.discovery.registry;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts servers as the Java runtime does, and, if there are pins, only those of them whose own key
 * is pinned. Safe on every thread.
 */
final class PinnedTrust extends X509ExtendedTrustManager {

  /** Bytes of a SHA-256. */
  private static final int HASH_BYTES = 32;

  private final X509ExtendedTrustManager usual;
  private final Set<String> pins;

  private PinnedTrust(X509ExtendedTrustManager usual, Set<String> pins) {
    this.usual = usual;
    this.pins = pins;
  }

  /**
   * TLS with this trust.
   *
   * @param roots whom to trust; null: whom the Java runtime trusts
   * @param pins as {@link #pin} returns them; none: no further check
   */
  static SSLContext tls(@Nullable KeyStore roots, Set<String> pins) {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(roots);
      for (TrustManager each : factory.getTrustManagers()) {
        if (each instanceof X509ExtendedTrustManager usual) {
          SSLContext tls = SSLContext.getInstance("TLS");
          tls.init(null, new TrustManager[] {new PinnedTrust(usual, Set.copyOf(pins))}, null);
          return tls;
        }
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot verify certificates: " + e.getMessage(), e);
    }
    throw new IllegalStateException("this Java cannot verify certificates");
  }

  /**
   * A pin as people write it: base64 of 32 bytes, with or without {@code sha256/} before it.
   *
   * @throws IllegalArgumentException if it is none
   */
  static String pin(String text) {
    String bare = text.strip().replaceFirst("^sha256//?", "");
    try {
      byte[] hash = Base64.getDecoder().decode(bare);
      if (hash.length == HASH_BYTES) {
        return Base64.getEncoder().encodeToString(hash);
      }
    } catch (IllegalArgumentException e) {
      // Told below, as one that is too short.
    }
    throw new IllegalArgumentException(
        "certificate_pins of io.weft.discovery.registry has "
            + Shown.text(text)
            + ": the base64 of the SHA-256 of a public key (SubjectPublicKeyInfo) is expected, 44"
            + " characters");
  }

  /** The pin of a certificate's key. */
  static String pin(X509Certificate certificate) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(certificate.getPublicKey().getEncoded()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  private void checkPins(X509Certificate[] chain) throws CertificateException {
    if (pins.isEmpty()) {
      return;
    }
    // Only the first key is one that the server has proven to have; behind it anything may stand.
    String key = pin(chain[0]);
    if (!pins.contains(key)) {
      throw new CertificateException("its key is not in certificate_pins, its pin is " + key);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    usual.checkServerTrusted(chain, type, engine);
    checkPins(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    usual.checkServerTrusted(chain, type, socket);
    checkPins(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    usual.checkServerTrusted(chain, type);
    checkPins(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("there are no clients here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("there are no clients here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("there are no clients here");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return usual.getAcceptedIssuers();
  }
}
