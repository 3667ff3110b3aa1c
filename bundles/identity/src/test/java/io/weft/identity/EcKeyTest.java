package io.weft.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.InvalidKeySpecException;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class EcKeyTest {
  /** The number of points of P-256 (FIPS 186-4, D.1.2.3). */
  private static final BigInteger ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  @RepeatedTest(20)
  void publicKeyFollowsFromTheScalar() throws Exception {
    KeyPair made = EcKey.generate();

    byte[] scalar = EcKey.scalar(made.getPrivate());

    assertThat(scalar).hasSize(32);
    assertThat(EcKey.ofScalar(new BigInteger(1, scalar)).getPublic()).isEqualTo(made.getPublic());
    assertThat(EcKey.ofPkcs8(made.getPrivate().getEncoded()).getPublic())
        .isEqualTo(made.getPublic());
  }

  @Test
  void smallAndLargestScalarsAreKeys() throws Exception {
    for (BigInteger scalar :
        new BigInteger[] {BigInteger.ONE, BigInteger.TWO, ORDER.subtract(BigInteger.ONE)}) {
      KeyPair key = EcKey.ofScalar(scalar);

      assertThat(((ECPrivateKey) key.getPrivate()).getS()).isEqualTo(scalar);
      assertThat(EcKey.belongTogether(key.getPrivate(), key.getPublic())).isTrue();
      assertThat(new BigInteger(1, EcKey.scalar(key.getPrivate()))).isEqualTo(scalar);
    }
  }

  @Test
  void numbersOutOfRangeAreNoKeys() {
    for (BigInteger scalar :
        new BigInteger[] {BigInteger.ZERO, BigInteger.ONE.negate(), ORDER, ORDER.shiftLeft(1)}) {
      assertThatThrownBy(() -> EcKey.ofScalar(scalar))
          .isInstanceOf(InvalidKeySpecException.class)
          .hasMessageContaining("out of the range");
    }
  }
}
