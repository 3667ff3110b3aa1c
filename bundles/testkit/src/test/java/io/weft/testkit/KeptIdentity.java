package io.weft.testkit;

import io.weft.node.NodeId;
import io.weft.trust.Admission;
import io.weft.trust.Credentials;
import io.weft.trust.Identity;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509ExtendedTrustManager;

/** A node whose key is kept with the tests; it admits the nodes that it was told of. */
record KeptIdentity(Credentials credentials, List<NodeId> members) implements Identity {

  private static final char[] PASSWORD = "for-tests-only".toCharArray();

  static KeptIdentity of(String name, String... members) {
    try (InputStream file = KeptIdentity.class.getResourceAsStream("nodes.p12")) {
      KeyStore nodes = KeyStore.getInstance("PKCS12");
      nodes.load(file, PASSWORD);
      PrivateKey key = (PrivateKey) nodes.getKey(name, PASSWORD);
      Credentials own = new Credentials(key, List.of((X509Certificate) nodes.getCertificate(name)));
      List<NodeId> ids = new java.util.ArrayList<>();
      for (String member : members) {
        ids.add(NodeId.of(nodes.getCertificate(member).getPublicKey()));
      }
      return new KeptIdentity(own, List.copyOf(ids));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
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
  public byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(credentials.key());
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Admission admission() {
    return chain -> {
      NodeId node = NodeId.of(chain.get(0).getPublicKey());
      if (!members.contains(node)) {
        throw new CertificateException("not invited: " + node.shortText());
      }
      return node;
    };
  }

  @Override
  public X509ExtendedTrustManager trustManager(Optional<NodeId> expected) {
    return new JudgingIdentity(this, admission()).trustManager(expected);
  }

  @Override
  public List<URI> introducers() {
    return List.of();
  }
}
