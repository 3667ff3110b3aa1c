package io.weft.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateIssuerTest {
  private static final Instant FROM = Instant.parse("2026-01-02T03:04:05Z");
  private static final Instant UNTIL = Instant.parse("2051-02-03T04:05:06Z");

  private final CertificateIssuer issuer = new CertificateIssuer("net", EcKey.generate());

  @Test
  void jdkReadsBackWhatWasWritten() throws Exception {
    KeyPair node = EcKey.generate();
    X509Certificate certificate = issuer.issue("nöde", node.getPublic(), FROM, UNTIL);

    certificate.verify(issuer.key().getPublic());
    assertThat(certificate.getVersion()).isEqualTo(3);
    assertThat(certificate.getSigAlgName()).isEqualTo("SHA256withECDSA");
    assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=nöde");
    assertThat(certificate.getIssuerX500Principal().getName()).isEqualTo("CN=net");
    assertThat(certificate.getPublicKey()).isEqualTo(node.getPublic());
    assertThat(certificate.getNotBefore().toInstant()).isEqualTo(FROM);
    assertThat(certificate.getNotAfter().toInstant()).isEqualTo(UNTIL);
    assertThat(certificate.getSerialNumber()).isPositive();
    assertThat(certificate.getSerialNumber().bitLength()).isEqualTo(127);
    assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
    assertThat(certificate.getKeyUsage()).startsWith(true, false, false, false, false, false);
    assertThat(certificate.getExtendedKeyUsage())
        .isEqualTo(List.of("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"));
    assertThat(certificate.getCriticalExtensionOIDs())
        .containsExactlyInAnyOrder("2.5.29.19", "2.5.29.15");
  }

  @Test
  void contentIsTheseBytes() throws Exception {
    KeyPair fixed = EcKey.ofScalar(BigInteger.ONE);

    byte[] content =
        new CertificateIssuer("net", fixed)
            .toBeSigned(
                BigInteger.valueOf(0x80), "node", fixed.getPublic(), Succession.NONE, FROM, UNTIL);

    // The public key of scalar 1 is the generator of P-256 (FIPS 186-4, D.1.2.3).
    assertThat(HexFormat.of().formatHex(content))
        .isEqualTo(
            "3081f4a003020102"
                + "02020080"
                + "300a06082a8648ce3d040302"
                + "300e310c300a06035504030c036e6574"
                + "3020170d3236303130323033303430355a180f32303531303230333034303530365a"
                + "300f310d300b06035504030c046e6f6465"
                + "3059301306072a8648ce3d020106082a8648ce3d03010703420004"
                + "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
                + "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
                + "a33f303d"
                + "300c0603551d130101ff04023000"
                + "300e0603551d0f0101ff040403020780"
                + "301d0603551d250416301406082b0601050507030106082b06010505070302");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x10000})
  void lengthsAreMinimal(int length) {
    byte[] element = Der.octets(new byte[length]);
    int header = element.length - length;

    assertThat(header).isEqualTo(length < 0x80 ? 2 : length < 0x100 ? 3 : length < 0x10000 ? 4 : 5);
    int read = 0;
    if (header == 2) {
      read = element[1];
    } else {
      assertThat(element[1] & 0xff).isEqualTo(0x80 | (header - 2));
      for (int i = 2; i < header; i++) {
        read = read << 8 | (element[i] & 0xff);
      }
    }
    assertThat(read).isEqualTo(length);
  }
}
