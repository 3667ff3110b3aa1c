package io.weft.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.security.SignatureException;

/** Lists of revocations come from any peer: nobody but the network's key makes one. */
class RevocationListFuzzTest {
  private static final NetworkKey NETWORK = new NetworkKey(EcKey.generate());

  @FuzzTest
  void bytesOfAList(byte[] signed) {
    try {
      RevocationList.parse(signed, NETWORK.key().getPublic());
      throw new AssertionError("this network has signed nothing");
    } catch (SignatureException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
