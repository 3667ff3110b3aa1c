package io.weft.discovery.multicast;

import io.weft.node.NodeId;
import io.weft.testkit.FixedSelf;
import io.weft.trust.Admission;
import io.weft.trust.Credentials;
import io.weft.trust.Identity;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509ExtendedTrustManager;

/** The identity of a {@link FixedSelf}, as far as announcements need one. */
record TestIdentity(FixedSelf self) implements Identity {

  @Override
  public NodeId id() {
    return self.id();
  }

  @Override
  public String network() {
    return self.record().network();
  }

  @Override
  public byte[] sign(byte[] message) {
    return self.sign(message);
  }

  @Override
  public Credentials credentials() {
    throw new UnsupportedOperationException("announcements need no certificate");
  }

  @Override
  public Admission admission() {
    throw new UnsupportedOperationException("the sink admits");
  }

  @Override
  public X509ExtendedTrustManager trustManager(Optional<NodeId> expected) {
    throw new UnsupportedOperationException("announcements need no TLS");
  }

  @Override
  public List<URI> introducers() {
    return List.of();
  }
}
