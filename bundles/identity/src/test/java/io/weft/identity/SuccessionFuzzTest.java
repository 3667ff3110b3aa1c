package io.weft.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.security.PublicKey;
import java.security.cert.CertificateException;

/** What stands in a certificate's extension is from a stranger: refused with words, or proven. */
class SuccessionFuzzTest {
  private static final PublicKey PRESENT = EcKey.generate().getPublic();

  @FuzzTest
  void bytesOfAnExtension(byte[] bytes) {
    try {
      Succession read = Succession.parse(Der.octetsIn(Der.octetsIn(bytes)));
      assertThat(read.steps()).hasSizeBetween(1, Succession.MAX_STEPS);
      read.prove(PRESENT);
      throw new AssertionError("nobody has signed for this key");
    } catch (CertificateException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
