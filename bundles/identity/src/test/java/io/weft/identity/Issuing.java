package io.weft.identity;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;

/** An administrator's CA, as far as tests need one: issues other CAs and nodes. */
record Issuing(String name, KeyPair key, X509Certificate certificate) {
  static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  static final Instant UNTIL = Instant.parse("2036-01-01T00:00:00Z");

  private static final byte[] ECDSA = Der.sequence(Der.objectId("1.2.840.10045.4.3.2"));

  static Issuing root(String name) {
    return root(name, UNTIL);
  }

  static Issuing root(String name, Instant until) {
    KeyPair key = EcKey.generate();
    return new Issuing(name, key, certificate(name, key, name, key.getPublic(), true, until));
  }

  Issuing intermediate(String subject) {
    return intermediate(subject, UNTIL);
  }

  Issuing intermediate(String subject, Instant until) {
    KeyPair made = EcKey.generate();
    return new Issuing(
        subject, made, certificate(name, key, subject, made.getPublic(), true, until));
  }

  X509Certificate node(PublicKey node) {
    return node(node, UNTIL);
  }

  X509Certificate node(PublicKey node, Instant until) {
    return certificate(name, key, "some host", node, false, until);
  }

  private static X509Certificate certificate(
      String issuer,
      KeyPair issuerKey,
      String subject,
      PublicKey subjectKey,
      boolean ca,
      Instant until) {
    byte[] constraints =
        Der.sequence(
            Der.objectId("2.5.29.19"),
            Der.isTrue(),
            Der.octets(ca ? Der.sequence(Der.isTrue()) : Der.sequence()));
    byte[] content =
        Der.sequence(
            Der.tagged(0, Der.integer(BigInteger.TWO)),
            Der.integer(BigInteger.TEN),
            ECDSA,
            commonName(issuer),
            Der.sequence(Der.time(FROM), Der.time(until)),
            commonName(subject),
            subjectKey.getEncoded(),
            Der.tagged(3, Der.sequence(constraints)));
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(issuerKey.getPrivate());
      signature.update(content);
      byte[] der = Der.sequence(content, ECDSA, Der.bits(0, signature.sign()));
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] commonName(String text) {
    return Der.sequence(Der.set(Der.sequence(Der.objectId("2.5.4.3"), Der.utf8(text))));
  }
}
