package io.weft.identity;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;

/**
 * A node that wants a certificate for its key. In messages: the key's point (33 bytes), the number
 * of keys before it (1 byte), and these ({@link Succession#bytes}).
 *
 * @param key EC P-256
 * @param succession the way to it
 */
record Applicant(PublicKey key, Succession succession) {

  byte[] bytes() {
    byte[] before = succession.bytes();
    return ByteBuffer.allocate(EcKey.POINT_BYTES + 1 + before.length)
        .put(point())
        .put((byte) succession.steps().size())
        .put(before)
        .array();
  }

  byte[] point() {
    try {
      return EcKey.point(key);
    } catch (CertificateException e) {
      throw new IllegalStateException("a node's key is always on P-256", e);
    }
  }

  /**
   * @throws CertificateException if there is none of the right form
   * @throws java.nio.BufferUnderflowException if it is cut off
   */
  static Applicant read(ByteBuffer in) throws CertificateException {
    byte[] point = new byte[EcKey.POINT_BYTES];
    in.get(point);
    PublicKey key = EcKey.ofPoint(point);
    int steps = in.get() & 0xff;
    if (steps == 0) {
      return new Applicant(key, Succession.NONE);
    }
    byte[] before = new byte[Math.min(steps, Succession.MAX_STEPS + 1) * Succession.STEP_BYTES];
    in.get(before);
    return new Applicant(key, Succession.parse(before));
  }

  /** Proves that the applicant holds the key. */
  static byte[] sign(PrivateKey key, byte[] message) {
    try {
      Signature signature = Signature.getInstance(EcKey.SIGNATURE);
      signature.initSign(key);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot sign with this node's key: " + e.getMessage(), e);
    }
  }

  /** Whether the holder of the key has signed this. */
  boolean hasSigned(byte[] message, byte[] proof) {
    try {
      Signature signature = Signature.getInstance(EcKey.SIGNATURE);
      signature.initVerify(key);
      signature.update(message);
      return signature.verify(proof);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
