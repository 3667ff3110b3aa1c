package io.weft.identity;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;

/**
 * Issues node certificates with an EC key: X.509 version 3 (RFC 5280), for TLS in both roles, not
 * for issuing others.
 *
 * @param name the issuer's common name
 * @param key the issuer's key
 */
record CertificateIssuer(String name, KeyPair key) {

  /** Enough that no two certificates share one; RFC 5280 allows 159. */
  private static final int SERIAL_BITS = 127;

  private static final BigInteger VERSION_3 = BigInteger.TWO;

  private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.objectId("1.2.840.10045.4.3.2"));
  private static final String COMMON_NAME = "2.5.4.3";
  private static final String BASIC_CONSTRAINTS = "2.5.29.19";
  private static final String KEY_USAGE = "2.5.29.15";
  private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

  /** Bit 0 of KeyUsage, the seven others unused. */
  private static final byte[] DIGITAL_SIGNATURE = Der.bits(7, new byte[] {(byte) 0x80});

  X509Certificate issue(String subject, PublicKey subjectKey, Instant from, Instant until) {
    return issue(subject, subjectKey, Succession.NONE, from, until);
  }

  X509Certificate issue(
      String subject, PublicKey subjectKey, Succession before, Instant from, Instant until) {
    BigInteger serial = new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(SERIAL_BITS - 1);
    byte[] toBeSigned = toBeSigned(serial, subject, subjectKey, before, from, until);
    try {
      Signature signature = Signature.getInstance(EcKey.SIGNATURE);
      signature.initSign(key.getPrivate());
      signature.update(toBeSigned);
      byte[] certificate =
          Der.sequence(toBeSigned, ECDSA_WITH_SHA256, Der.bits(0, signature.sign()));
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(certificate));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot issue a certificate: " + e.getMessage(), e);
    }
  }

  byte[] toBeSigned(
      BigInteger serial,
      String subject,
      PublicKey subjectKey,
      Succession before,
      Instant from,
      Instant until) {
    byte[] keysBefore =
        before.steps().isEmpty()
            ? new byte[0]
            : Der.sequence(
                Der.objectId(Succession.OBJECT_ID), Der.octets(Der.octets(before.bytes())));
    return Der.sequence(
        Der.tagged(0, Der.integer(VERSION_3)),
        Der.integer(serial),
        ECDSA_WITH_SHA256,
        commonName(name),
        Der.sequence(Der.time(from), Der.time(until)),
        commonName(subject),
        subjectKey.getEncoded(),
        Der.tagged(
            3,
            Der.sequence(
                critical(BASIC_CONSTRAINTS, Der.sequence()),
                critical(KEY_USAGE, DIGITAL_SIGNATURE),
                Der.sequence(
                    Der.objectId(EXTENDED_KEY_USAGE),
                    Der.octets(Der.sequence(Der.objectId(SERVER_AUTH), Der.objectId(CLIENT_AUTH)))),
                keysBefore)));
  }

  private static byte[] critical(String objectId, byte[] value) {
    return Der.sequence(Der.objectId(objectId), Der.isTrue(), Der.octets(value));
  }

  private static byte[] commonName(String text) {
    return Der.sequence(Der.set(Der.sequence(Der.objectId(COMMON_NAME), Der.utf8(text))));
  }
}
