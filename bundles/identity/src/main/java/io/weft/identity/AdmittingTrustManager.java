package io.weft.identity;

import io.weft.node.NodeId;
import io.weft.trust.Admission;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Lets TLS ask the admission, in both roles. The message of the exception is the reason; host names
 * play no part. A transport whose TLS resumes sessions without asking must ask again itself.
 */
final class AdmittingTrustManager extends X509ExtendedTrustManager {
  private final Admission admission;
  private final Optional<NodeId> expected;

  AdmittingTrustManager(Admission admission, Optional<NodeId> expected) {
    this.admission = admission;
    this.expected = expected;
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  /** None: the other side then shows what it has, whoever issued it, and we can say what it was. */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    NodeId found = admission.admit(chain == null ? List.of() : List.of(chain));
    if (expected.isPresent() && !expected.get().equals(found)) {
      throw new CertificateException(
          "another node: expected was %s…, but %s… proved its key"
              .formatted(expected.get().shortText(), found.shortText()));
    }
  }
}
