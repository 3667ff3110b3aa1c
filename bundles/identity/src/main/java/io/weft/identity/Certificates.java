package io.weft.identity;

import io.weft.node.NodeId;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;

/** Questions to certificates that every mode asks. */
final class Certificates {

  /** RFC 8446 and browsers' practice: 112 bits of security and more. */
  private static final int MIN_RSA_BITS = 2048;

  /** The JDK's own limit for fast verification; larger ones only cost the verifier time. */
  private static final int MAX_RSA_BITS = 8192;

  private static final int MIN_EC_BITS = 256;
  private static final int MAX_EC_BITS = 521;

  private static final Pattern ID_AS_NAME = Pattern.compile("CN=([a-z2-7]{51}[aq])");

  private Certificates() {}

  static boolean isSignedBy(X509Certificate certificate, PublicKey key) {
    try {
      certificate.verify(key);
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** The network or node that the certificate names as its issuer, if it names one. */
  static Optional<NodeId> issuerId(X509Certificate certificate) {
    Matcher name =
        ID_AS_NAME.matcher(certificate.getIssuerX500Principal().getName(X500Principal.RFC2253));
    return name.matches() ? Optional.of(new NodeId(name.group(1))) : Optional.empty();
  }

  static void checkKey(PublicKey key, NodeId id) throws CertificateException {
    String size;
    if (key instanceof ECPublicKey ec) {
      int bits = ec.getParams().getOrder().bitLength();
      if (bits >= MIN_EC_BITS && bits <= MAX_EC_BITS) {
        return;
      }
      size = "an EC key of %d bits (%d to %d)".formatted(bits, MIN_EC_BITS, MAX_EC_BITS);
    } else if (key instanceof RSAPublicKey rsa) {
      int bits = rsa.getModulus().bitLength();
      if (bits >= MIN_RSA_BITS && bits <= MAX_RSA_BITS) {
        return;
      }
      size = "an RSA key of %d bits (%d to %d)".formatted(bits, MIN_RSA_BITS, MAX_RSA_BITS);
    } else {
      size = "a key of the kind " + key.getAlgorithm() + ", admitted are EC and RSA";
    }
    throw new CertificateException("not admitted: " + id.shortText() + "… has " + size);
  }

  static void checkDates(X509Certificate certificate, NodeId id, Instant now)
      throws CertificateException {
    Instant from = certificate.getNotBefore().toInstant();
    Instant until = certificate.getNotAfter().toInstant();
    if (now.isAfter(until)) {
      throw new CertificateException(
          ("expired: the certificate of %s… was valid until %s, here it is %s; check the clocks, or"
                  + " renew it (a restart of that node does, unless a CA issued it)")
              .formatted(id.shortText(), until, now));
    }
    if (now.isBefore(from)) {
      throw new CertificateException(
          ("not yet valid: the certificate of %s… is valid from %s, here it is %s; check the"
                  + " clocks")
              .formatted(id.shortText(), from, now));
    }
  }

  static byte[] bytes(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate without bytes: " + e.getMessage(), e);
    }
  }

  /**
   * The certificates of a PEM file.
   *
   * @throws IdentityException if there is none, or one is damaged
   */
  static List<X509Certificate> read(Path file) {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (Pem.Block block : Pem.blocks(SecretFile.read(file, SecretFile.Readers.EVERYONE))) {
        if (block.label().equals(Pem.CERTIFICATE)) {
          certificates.add(
              (X509Certificate)
                  factory.generateCertificate(new ByteArrayInputStream(block.bytes())));
        }
      }
    } catch (CertificateException | IllegalArgumentException e) {
      throw new IdentityException(
          "certificate %d in %s is damaged: %s"
              .formatted(certificates.size() + 1, file, e.getMessage()),
          e);
    }
    if (certificates.isEmpty()) {
      throw new IdentityException(file + " holds no certificate in PEM");
    }
    return certificates;
  }
}
