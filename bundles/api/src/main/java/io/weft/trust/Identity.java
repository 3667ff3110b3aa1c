package io.weft.trust;

import io.weft.node.NodeId;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509ExtendedTrustManager;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Who this node is, which network it belongs to, and whom it admits. Safe on every thread. Id and
 * network stay; certificates are renewed and keys rotated while it is in use. The service is
 * replaced, not changed, when the node joins another network.
 */
@ProviderType
public interface Identity {

  /** This node. */
  NodeId id();

  /** The network's id; records of other networks are ignored and links to them refused. */
  String network();

  /**
   * This node's key and certificate, for TLS. The same object until they change: whoever keeps
   * something that was made of them asks again for each handshake, and compares.
   */
  Credentials credentials();

  /**
   * Calls back after {@link #credentials()} has changed, on the thread that changed them, until the
   * result is closed; must not block.
   */
  default Watch watch(Runnable onChange) {
    return () -> {};
  }

  /** Ends a watch. */
  @ProviderType
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Signs with this node's key: {@code SHA256withECDSA}, DER. To go with a chain, use {@link
   * Credentials#sign}.
   */
  byte[] sign(byte[] message);

  /** Who is admitted. */
  Admission admission();

  /**
   * Decides about the other end of a TLS handshake, in both roles: it must prove a key that is
   * {@linkplain Admission#admit admitted}. No host names are checked.
   *
   * @param expected who it must be; empty accepts everyone who is admitted
   */
  X509ExtendedTrustManager trustManager(Optional<NodeId> expected);

  /** Addresses that came with the ticket: asked while there is too little company. */
  List<URI> introducers();
}
