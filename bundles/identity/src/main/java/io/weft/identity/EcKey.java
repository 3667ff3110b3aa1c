package io.weft.identity;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import javax.crypto.KeyAgreement;

/** EC P-256 keys (secp256r1, RFC 5480) from and to what is stored of them. */
final class EcKey {

  /** Bytes of a private key without its frame: the scalar, 256 bits. */
  static final int SCALAR_BYTES = 32;

  /** Bytes of a public key: its point, compressed (SEC 1, section 2.3.3). */
  static final int POINT_BYTES = 1 + SCALAR_BYTES;

  /** How nodes and networks sign. */
  static final String SIGNATURE = "SHA256withECDSA";

  private static final byte EVEN = 2;
  private static final byte ODD = 3;

  private static final ECParameterSpec P256 = p256();
  private static final BigInteger PRIME = ((ECFieldFp) P256.getCurve().getField()).getP();

  private EcKey() {}

  static KeyPair generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(P256);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no EC P-256 keys: " + e.getMessage(), e);
    }
  }

  /**
   * @param pkcs8 a private key in PKCS#8, DER
   * @throws InvalidKeySpecException if it is not one on P-256; the message says what it is
   */
  static KeyPair ofPkcs8(byte[] pkcs8) throws InvalidKeySpecException {
    try {
      PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      if (!(key instanceof ECPrivateKey ec) || !isP256(ec.getParams())) {
        throw new InvalidKeySpecException("an EC key on another curve");
      }
      return ofScalar(ec.getS());
    } catch (InvalidKeySpecException e) {
      throw e;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no EC keys: " + e.getMessage(), e);
    }
  }

  /**
   * @param scalar the private key
   * @throws InvalidKeySpecException if there is no such key
   */
  static KeyPair ofScalar(BigInteger scalar) throws InvalidKeySpecException {
    if (scalar.signum() <= 0 || scalar.compareTo(P256.getOrder()) >= 0) {
      throw new InvalidKeySpecException("a number out of the range of EC P-256 keys");
    }
    try {
      PrivateKey key =
          KeyFactory.getInstance("EC").generatePrivate(new ECPrivateKeySpec(scalar, P256));
      return new KeyPair(publicKey(key), key);
    } catch (InvalidKeySpecException e) {
      throw e;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no EC keys: " + e.getMessage(), e);
    }
  }

  /** The private key's scalar in {@link #SCALAR_BYTES} bytes. */
  static byte[] scalar(PrivateKey key) {
    byte[] scalar = new byte[SCALAR_BYTES];
    copy(((ECPrivateKey) key).getS(), scalar, 0);
    return scalar;
  }

  /**
   * A public key on P-256 in {@link #POINT_BYTES} bytes.
   *
   * @throws CertificateException if it is another kind of key
   */
  static byte[] point(PublicKey key) throws CertificateException {
    if (!(key instanceof ECPublicKey ec) || !isP256(ec.getParams())) {
      throw new CertificateException(
          "a " + key.getAlgorithm() + " key where only EC P-256 keys can be");
    }
    byte[] point = new byte[POINT_BYTES];
    point[0] = ec.getW().getAffineY().testBit(0) ? ODD : EVEN;
    copy(ec.getW().getAffineX(), point, 1);
    return point;
  }

  /**
   * The public key with this point.
   *
   * @throws CertificateException if it is no point of the curve
   */
  static PublicKey ofPoint(byte[] point) throws CertificateException {
    if (point.length != POINT_BYTES || (point[0] != EVEN && point[0] != ODD)) {
      throw new CertificateException("not a point of P-256: it has another form");
    }
    BigInteger x = new BigInteger(1, Arrays.copyOfRange(point, 1, POINT_BYTES));
    BigInteger square = square(x);
    BigInteger y = root(square);
    if (x.compareTo(PRIME) >= 0 || !y.modPow(BigInteger.TWO, PRIME).equals(square)) {
      throw new CertificateException("not a point of P-256: it is beside the curve");
    }
    BigInteger wanted = y.testBit(0) == (point[0] == ODD) ? y : PRIME.subtract(y);
    try {
      return KeyFactory.getInstance("EC")
          .generatePublic(new ECPublicKeySpec(new ECPoint(x, wanted), P256));
    } catch (GeneralSecurityException e) {
      throw new CertificateException("not a key of P-256: " + e.getMessage(), e);
    }
  }

  private static BigInteger square(BigInteger x) {
    return x.modPow(BigInteger.valueOf(3), PRIME)
        .add(P256.getCurve().getA().multiply(x))
        .add(P256.getCurve().getB())
        .mod(PRIME);
  }

  /** The prime is 3 modulo 4, so this power is a square root of what has one. */
  private static BigInteger root(BigInteger square) {
    return square.modPow(PRIME.add(BigInteger.ONE).shiftRight(2), PRIME);
  }

  private static void copy(BigInteger number, byte[] to, int at) {
    byte[] minimal = number.toByteArray();
    int used = Math.min(minimal.length, SCALAR_BYTES);
    System.arraycopy(minimal, minimal.length - used, to, at + SCALAR_BYTES - used, used);
  }

  /** Whether the two are a pair, on whatever curve; never, if one is not an EC key. */
  static boolean belongTogether(PrivateKey privateKey, PublicKey publicKey) {
    try {
      byte[] probe = new byte[SCALAR_BYTES];
      Signature signature = Signature.getInstance(SIGNATURE);
      signature.initSign(privateKey);
      signature.update(probe);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(probe);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /**
   * The public key is the generator times the scalar, and that product's x is what the JDK's key
   * agreement with the generator as the other side's key gives. Of the two points with this x, the
   * one that verifies a signature is it.
   */
  private static PublicKey publicKey(PrivateKey key) throws GeneralSecurityException {
    KeyFactory keys = KeyFactory.getInstance("EC");
    KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
    agreement.init(key);
    agreement.doPhase(keys.generatePublic(new ECPublicKeySpec(P256.getGenerator(), P256)), true);
    BigInteger x = new BigInteger(1, agreement.generateSecret());
    BigInteger y = root(square(x));
    PublicKey one = keys.generatePublic(new ECPublicKeySpec(new ECPoint(x, y), P256));
    return belongTogether(key, one)
        ? one
        : keys.generatePublic(new ECPublicKeySpec(new ECPoint(x, PRIME.subtract(y)), P256));
  }

  private static boolean isP256(ECParameterSpec spec) {
    return spec.getCurve().equals(P256.getCurve())
        && spec.getGenerator().equals(P256.getGenerator())
        && spec.getOrder().equals(P256.getOrder());
  }

  private static ECParameterSpec p256() {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec("secp256r1"));
      return parameters.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no EC P-256: " + e.getMessage(), e);
    }
  }
}
