package io.weft.testkit;

import io.weft.node.NodeId;
import io.weft.trust.Admission;
import io.weft.trust.Credentials;
import io.weft.trust.Identity;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509ExtendedTrustManager;

/** An identity that becomes another one while it is used. Safe on every thread. */
final class ChangingIdentity implements Identity {
  private volatile Identity now;

  ChangingIdentity(Identity first) {
    now = first;
  }

  void become(Identity next) {
    now = next;
  }

  @Override
  public NodeId id() {
    return now.id();
  }

  @Override
  public String network() {
    return now.network();
  }

  @Override
  public Credentials credentials() {
    return now.credentials();
  }

  @Override
  public byte[] sign(byte[] message) {
    return now.sign(message);
  }

  @Override
  public Admission admission() {
    return now.admission();
  }

  @Override
  public X509ExtendedTrustManager trustManager(Optional<NodeId> expected) {
    return now.trustManager(expected);
  }

  @Override
  public List<URI> introducers() {
    return now.introducers();
  }
}
