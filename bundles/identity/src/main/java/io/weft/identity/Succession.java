package io.weft.identity;

import io.weft.node.NodeId;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The keys that a node has had before its present one, and each one's signature for the next: the
 * node's id stays the hash of the first. In certificates an extension that is not critical, {@link
 * #OBJECT_ID}; its value is an octet string of {@value #STEP_BYTES} bytes for each key, oldest
 * first:
 *
 * <pre>
 *   key        33 bytes, a point of P-256, compressed (SEC 1, section 2.3.3)
 *   signature  64 bytes, r and s (IEEE P1363), ECDSA with SHA-256 over
 *              "weft.v1.Succession\0", all keys up to and with this one, the next key
 * </pre>
 *
 * <p>A signature covers the whole way to it, so that a way cannot be cut short at its beginning.
 *
 * @param steps oldest first; empty for a node with its first key
 */
record Succession(List<Step> steps) {

  /** Below 2.25 whoever wants makes an identifier of a random UUID (ITU-T X.667). */
  static final String OBJECT_ID = "2.25.109090047535264848749072952742828061179";

  /** One a year is more than a machine lives; 16 take 1.6 KiB of a record's 4. */
  static final int MAX_STEPS = 16;

  static final Succession NONE = new Succession(List.of());

  private static final int SIGNATURE_BYTES = 64;
  static final int STEP_BYTES = EcKey.POINT_BYTES + SIGNATURE_BYTES;
  private static final String SIGNATURE = "SHA256withECDSAinP1363Format";
  private static final byte[] DOMAIN = "weft.v1.Succession\0".getBytes(StandardCharsets.US_ASCII);

  Succession {
    steps = List.copyOf(steps);
  }

  /**
   * A key that is no longer used.
   *
   * @param key its point
   * @param signature for the next key
   */
  record Step(byte[] key, byte[] signature) {

    @Override
    public boolean equals(Object other) {
      return other instanceof Step step
          && Arrays.equals(key, step.key)
          && Arrays.equals(signature, step.signature);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(signature);
    }

    @Override
    public String toString() {
      return "Step[]";
    }
  }

  /**
   * What stands in a certificate, its form checked but nothing proven.
   *
   * @throws CertificateException if it has not the form of one; the message says why
   */
  static Succession in(X509Certificate certificate) throws CertificateException {
    byte[] extension = certificate.getExtensionValue(OBJECT_ID);
    if (extension == null) {
      return NONE;
    }
    return parse(Der.octetsIn(Der.octetsIn(extension)));
  }

  /**
   * @throws CertificateException if these are not the bytes of one
   */
  static Succession parse(byte[] bytes) throws CertificateException {
    int count = bytes.length / STEP_BYTES;
    if (count == 0 || bytes.length % STEP_BYTES != 0) {
      throw new CertificateException(
          "not admitted: a succession of keys of %d bytes (%d for each key)"
              .formatted(bytes.length, STEP_BYTES));
    }
    if (count > MAX_STEPS) {
      throw new CertificateException(
          "not admitted: a succession of %d keys (limit %d)".formatted(count, MAX_STEPS));
    }
    List<Step> steps = new ArrayList<>(count);
    for (int at = 0; at < bytes.length; at += STEP_BYTES) {
      int middle = at + EcKey.POINT_BYTES;
      steps.add(
          new Step(
              Arrays.copyOfRange(bytes, at, middle),
              Arrays.copyOfRange(bytes, middle, at + STEP_BYTES)));
    }
    return new Succession(steps);
  }

  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Step step : steps) {
      out.writeBytes(step.key);
      out.writeBytes(step.signature);
    }
    return out.toByteArray();
  }

  /**
   * Goes on with another key, which the present one signs for.
   *
   * @throws IdentityException if the node has had too many keys
   */
  Succession next(KeyPair present, PublicKey next) {
    if (steps.size() >= MAX_STEPS) {
      throw new IdentityException(
          ("this node has changed its key %d times (limit %d): give it a new identity instead, by"
                  + " moving the folder identity away from its data folder and joining again")
              .formatted(steps.size(), MAX_STEPS));
    }
    try {
      byte[] key = EcKey.point(present.getPublic());
      Signature signature = Signature.getInstance(SIGNATURE);
      signature.initSign(present.getPrivate());
      signature.update(message(steps.size(), key, EcKey.point(next)));
      List<Step> longer = new ArrayList<>(steps);
      longer.add(new Step(key, signature.sign()));
      return new Succession(longer);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot sign for the next key: " + e.getMessage(), e);
    }
  }

  /**
   * Whose keys these are, as they say: not proven.
   *
   * @throws CertificateException if the first one is no key
   */
  NodeId id(PublicKey present) throws CertificateException {
    return NodeId.of(steps.isEmpty() ? present : EcKey.ofPoint(steps.get(0).key));
  }

  /**
   * Proves that each key was named by the one before it.
   *
   * @param present the node's key now
   * @return all keys of the node, the first one first, the present one last
   * @throws CertificateException if that is not proven; the message says which step is wrong
   */
  List<PublicKey> prove(PublicKey present) throws CertificateException {
    if (steps.isEmpty()) {
      return List.of(present);
    }
    List<PublicKey> keys = new ArrayList<>();
    for (Step step : steps) {
      keys.add(EcKey.ofPoint(step.key));
    }
    keys.add(present);
    Set<PublicKey> different = new HashSet<>(keys);
    if (different.size() != keys.size()) {
      throw new CertificateException(
          "not admitted: a succession of keys in which one comes twice: keys are never used again");
    }
    for (int i = 0; i < steps.size(); i++) {
      if (!isSigned(i, keys.get(i), keys.get(i + 1))) {
        throw new CertificateException(
            ("not admitted: key %d of %d of %s… has not signed for the next one: only the holder of"
                    + " a node's key can change it")
                .formatted(i + 1, keys.size(), NodeId.of(keys.get(0)).shortText()));
      }
    }
    return List.copyOf(keys);
  }

  private boolean isSigned(int step, PublicKey key, PublicKey next) throws CertificateException {
    byte[] message = message(step, steps.get(step).key, EcKey.point(next));
    try {
      Signature signature = Signature.getInstance(SIGNATURE);
      signature.initVerify(key);
      signature.update(message);
      return signature.verify(steps.get(step).signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private byte[] message(int step, byte[] key, byte[] next) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(DOMAIN);
    for (int i = 0; i < step; i++) {
      out.writeBytes(steps.get(i).key);
    }
    out.writeBytes(key);
    out.writeBytes(next);
    return out.toByteArray();
  }
}
