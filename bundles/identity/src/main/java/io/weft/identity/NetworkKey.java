package io.weft.identity;

import io.weft.node.NodeId;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Optional;

/**
 * The key whose holders are a network: it issues the certificates of its nodes.
 *
 * @param key EC P-256
 * @param id follows from the public key as a node id does
 */
record NetworkKey(KeyPair key, String id) {

  NetworkKey(KeyPair key) {
    this(key, NodeId.of(key.getPublic()).text());
  }

  static Path file(Path config) {
    return config.resolve("network.key");
  }

  static Optional<NetworkKey> find(Path config) {
    return KeyFile.find(file(config)).map(NetworkKey::new);
  }

  static NetworkKey openOrCreate(Path config) {
    return new NetworkKey(KeyFile.openOrCreate(file(config)));
  }

  Invited membership() {
    return new Invited(key.getPublic(), id);
  }

  CertificateIssuer issuer() {
    return new CertificateIssuer(id, key);
  }

  /** Keeps the key out of logs. */
  @Override
  public String toString() {
    return "NetworkKey[" + id + "]";
  }
}
