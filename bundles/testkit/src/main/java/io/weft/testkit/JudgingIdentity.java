package io.weft.testkit;

import io.weft.node.NodeId;
import io.weft.trust.Admission;
import io.weft.trust.Credentials;
import io.weft.trust.Identity;
import java.net.Socket;
import java.net.URI;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** A node's identity with another mind about whom to admit. Safe on every thread. */
record JudgingIdentity(Identity identity, Admission admission) implements Identity {

  @Override
  public NodeId id() {
    return identity.id();
  }

  @Override
  public String network() {
    return identity.network();
  }

  @Override
  public Credentials credentials() {
    return identity.credentials();
  }

  @Override
  public Watch watch(Runnable onChange) {
    return identity.watch(onChange);
  }

  @Override
  public byte[] sign(byte[] message) {
    return identity.sign(message);
  }

  @Override
  public List<URI> introducers() {
    return identity.introducers();
  }

  @Override
  public X509ExtendedTrustManager trustManager(Optional<NodeId> expected) {
    return new Trust(admission, expected);
  }

  private static final class Trust extends X509ExtendedTrustManager {
    private final Admission admission;
    private final Optional<NodeId> expected;

    Trust(Admission admission, Optional<NodeId> expected) {
      this.admission = admission;
      this.expected = expected;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }

    private void check(X509Certificate[] chain) throws CertificateException {
      NodeId node = admission.admit(List.of(chain));
      if (expected.isPresent() && !expected.get().equals(node)) {
        throw new CertificateException(
            "expected " + expected.get().shortText() + ", found " + node.shortText());
      }
    }
  }
}
