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

  /**
   * @throws IdentityException if a file is missing or damaged, or they do not fit together
   */
  static OwnCaFiles read(IdentitySettings.OwnCa files, Clock clock) {
    X509Certificate ca = named("tls_ca", () -> ca(files.ca()));
    List<X509Certificate> chain =
        named("tls_certificate", () -> Certificates.read(files.certificate()));
    PrivateKey key = named("tls_private_key", () -> KeyFile.readAny(files.privateKey()));
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
