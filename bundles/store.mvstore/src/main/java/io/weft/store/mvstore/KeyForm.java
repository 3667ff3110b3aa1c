package io.weft.store.mvstore;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** Public keys from their encoded form (X.509 SubjectPublicKeyInfo). */
final class KeyForm {
  /**
   * What stands before the two coordinates of a point on P-256: its algorithm, and that it is not
   * compressed (RFC 5480).
   */
  private static final byte[] P256_HEAD =
      HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d03010703420004");

  private static final int COORDINATE_BYTES = 32;

  private KeyForm() {}

  /**
   * @throws FormException if this Java makes no key of it
   */
  static PublicKey read(String algorithm, byte[] encoded) throws FormException {
    try {
      return isPlainP256(algorithm, encoded)
          ? P256.point(encoded)
          : KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded));
    } catch (GeneralSecurityException | RuntimeException e) {
      String shown = algorithm.substring(0, Math.min(algorithm.length(), 20));
      throw new FormException(
          "%d bytes that are no key of the kind \"%s\"".formatted(encoded.length, shown), e);
    }
  }

  private static boolean isPlainP256(String algorithm, byte[] encoded) {
    return algorithm.equals("EC")
        && encoded.length == P256_HEAD.length + 2 * COORDINATE_BYTES
        && Arrays.equals(encoded, 0, P256_HEAD.length, P256_HEAD, 0, P256_HEAD.length);
  }

  /**
   * The keys of nodes, without parsing: the first 100,000 keys of a process take half the time (1.0
   * instead of 2.2 s, two busy processors), and those are the ones that a start waits for.
   */
  private static final class P256 {
    private static final KeyFactory KEYS;
    private static final ECParameterSpec CURVE;

    static {
      try {
        KEYS = KeyFactory.getInstance("EC");
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        CURVE = parameters.getParameterSpec(ECParameterSpec.class);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("this Java has no P-256", e);
      }
    }

    static PublicKey point(byte[] encoded) throws GeneralSecurityException {
      BigInteger x = new BigInteger(1, encoded, P256_HEAD.length, COORDINATE_BYTES);
      BigInteger y =
          new BigInteger(1, encoded, P256_HEAD.length + COORDINATE_BYTES, COORDINATE_BYTES);
      return KEYS.generatePublic(new ECPublicKeySpec(new ECPoint(x, y), CURVE));
    }
  }
}
