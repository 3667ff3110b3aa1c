package io.weft.trust;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A node's private key and the certificate chain for it.
 *
 * @param key EC P-256 unless the administrator gave another
 * @param chain leaf first; never empty
 */
public record Credentials(PrivateKey key, List<X509Certificate> chain) {

  public Credentials {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("credentials without a certificate");
    }
  }

  /** The node's own certificate. */
  public X509Certificate certificate() {
    return chain.get(0);
  }

  /**
   * Signs with the key of this certificate: {@code SHA256withECDSA}, DER. Whoever shows the chain
   * and signs for it takes one {@code Credentials} for both: a node's may change in between.
   *
   * @throws IllegalStateException if the key cannot sign
   */
  public byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(key);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot sign with this node's key: " + e.getMessage(), e);
    }
  }

  /** Keeps the key out of logs. */
  @Override
  public String toString() {
    return "Credentials[" + certificate().getSubjectX500Principal() + "]";
  }
}
