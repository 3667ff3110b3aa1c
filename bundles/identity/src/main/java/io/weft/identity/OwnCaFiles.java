package io.weft.identity;

import io.weft.node.NodeId;
import io.weft.trust.Credentials;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;

/**
 * The administrator's files, read and proven to fit together.
 *
 * @param credentials the node's key and chain
 * @param ca the CA's certificate
 */
record OwnCaFiles(Credentials credentials, X509Certificate ca) {

  /** A signed record has 4,096 bytes, the chain is a part of it. */
  static final int MAX_CHAIN_BYTES = 3072;

  /**
   * @throws IdentityException if a file is missing or damaged, or they do not fit together
   */
  static OwnCaFiles read(IdentitySettings.OwnCa files, Clock clock) {
    X509Certificate ca = named("tls_ca", () -> ca(files.ca()));
    List<X509Certificate> chain = named("tls_certificate", () -> chain(files.certificate(), ca));
    PrivateKey key = named("tls_private_key", () -> KeyFile.readEc(files.privateKey()));
    if (!EcKey.belongTogether(key, chain.get(0).getPublicKey())) {
      throw new IdentityException(
          "tls_private_key %s is not the key of the (first) certificate in tls_certificate %s"
              .formatted(files.privateKey(), files.certificate()));
    }
    try {
      new CertificateAdmission(new IssuedByCa(ca), clock).admit(chain);
    } catch (CertificateException e) {
      throw new IdentityException(
          "tls_certificate %s does not fit tls_ca %s: %s"
              .formatted(files.certificate(), files.ca(), e.getMessage()),
          e);
    }
    return new OwnCaFiles(new Credentials(key, chain), ca);
  }

  /** The node is its key. */
  NodeId id() {
    return NodeId.of(credentials.certificate().getPublicKey());
  }

  /** The network is the CA: its id follows from the CA's key. */
  String network() {
    return NodeId.of(ca.getPublicKey()).text();
  }

  private static X509Certificate ca(Path file) {
    List<X509Certificate> found = Certificates.read(file);
    if (found.size() != 1) {
      throw new IdentityException(
          file
              + " holds "
              + found.size()
              + " certificates; needed is the CA's alone, those between belong into"
              + " tls_certificate after the node's");
    }
    X509Certificate ca = found.get(0);
    // Version 1 certificates have no basic constraints.
    if (ca.getVersion() >= 3 && ca.getBasicConstraints() < 0) {
      throw new IdentityException(
          file + " is not the certificate of a CA (its basic constraints do not say so)");
    }
    return ca;
  }

  /** The chain to show: without the CA, which the other side has. */
  private static List<X509Certificate> chain(Path file, X509Certificate ca) {
    List<X509Certificate> chain = new IssuedByCa(ca).belowCa(Certificates.read(file));
    if (chain.isEmpty()) {
      throw new IdentityException(file + " begins with the CA's certificate, not with the node's");
    }
    int bytes = 0;
    for (X509Certificate certificate : chain) {
      bytes += Certificates.bytes(certificate).length;
    }
    if (bytes > MAX_CHAIN_BYTES) {
      throw new IdentityException(
          ("%s holds a chain of %d bytes (limit %d, as it travels in announcements): use EC keys"
                  + " or fewer certificates in between")
              .formatted(file, bytes, MAX_CHAIN_BYTES));
    }
    return chain;
  }

  private interface Read<T> {
    T read();
  }

  private static <T> T named(String setting, Read<T> read) {
    try {
      return read.read();
    } catch (IdentityException e) {
      throw new IdentityException(setting + ": " + e.getMessage(), e);
    }
  }
}
