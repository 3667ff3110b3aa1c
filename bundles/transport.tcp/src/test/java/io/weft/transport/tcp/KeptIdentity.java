package io.weft.transport.tcp;

import io.weft.node.NodeId;
import io.weft.trust.Admission;
import io.weft.trust.Credentials;
import io.weft.trust.Identity;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** A node whose key is kept with the tests: {@code p256}, {@code p384} or {@code rsa}. */
final class KeptIdentity extends X509ExtendedTrustManager implements Identity {

  private static final char[] PASSWORD = "for-tests-only".toCharArray();

  private final KeyStore nodes;
  private final Credentials credentials;
  private final Set<NodeId> withdrawn = ConcurrentHashMap.newKeySet();

  KeptIdentity(String name) {
    try (InputStream file = KeptIdentity.class.getResourceAsStream("nodes.p12")) {
      nodes = KeyStore.getInstance("PKCS12");
      nodes.load(file, PASSWORD);
      PrivateKey key = (PrivateKey) nodes.getKey(name, PASSWORD);
      credentials = new Credentials(key, List.of((X509Certificate) nodes.getCertificate(name)));
      for (String other : List.of("p256", "p384", "rsa")) {
        if (!other.equals(name)) {
          nodes.deleteEntry(other);
        }
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Everyone is admitted except for these. */
  void withdraw(NodeId node) {
    withdrawn.add(node);
  }

  /** A client by the JDK alone, which resumes its sessions as it likes. */
  SSLContext jdkClient() throws GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
    keys.init(nodes, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(keys.getKeyManagers(), new TrustManager[] {this}, null);
    return context;
  }

  @Override
  public NodeId id() {
    return NodeId.of(credentials.certificate().getPublicKey());
  }

  @Override
  public String network() {
    return "kept";
  }

  @Override
  public Credentials credentials() {
    return credentials;
  }

  @Override
  public byte[] sign(byte[] message) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Admission admission() {
    return chain -> {
      NodeId node = NodeId.of(chain.get(0).getPublicKey());
      if (withdrawn.contains(node)) {
        throw new CertificateException("withdrawn: " + node.shortText());
      }
      return node;
    };
  }

  @Override
  public X509ExtendedTrustManager trustManager(Optional<NodeId> expected) {
    return this;
  }

  @Override
  public List<URI> introducers() {
    return List.of();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    admission().admit(List.of(chain));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    admission().admit(List.of(chain));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, type);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, type);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(chain, type);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
