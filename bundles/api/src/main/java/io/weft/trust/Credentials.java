package io.weft.trust;

import java.security.PrivateKey;
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

  /** Keeps the key out of logs. */
  @Override
  public String toString() {
    return "Credentials[" + certificate().getSubjectX500Principal() + "]";
  }
}
