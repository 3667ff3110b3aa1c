package io.weft.trust;

import io.weft.node.NodeId;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509ExtendedTrustManager;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Who this node is, which network it belongs to, and whom it admits. Safe on every thread. The
 * service is replaced, not changed, when the node joins another network.
 */
@ProviderType
public interface Identity {

  /** This node. */
  NodeId id();

  /** The network's id; records of other networks are ignored and links to them refused. */
  String network();

  /** This node's key and certificate, for TLS. */
  Credentials credentials();

  /** Signs with this node's key: {@code SHA256withECDSA}, DER. */
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

  /** Addresses that came with the ticket: dialled while no peer is connected. */
  List<URI> introducers();
}
