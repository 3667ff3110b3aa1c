package io.weft.node.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weft.node.NodeId;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RawNodeIdTest {

  @Test
  void rawBytesAreTheHashOfTheKey() throws Exception {
    PublicKey key = KeyPairGenerator.getInstance("EC").generateKeyPair().getPublic();

    byte[] raw = RawNodeId.of(NodeId.of(key));

    assertThat(raw).isEqualTo(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()));
    assertThat(RawNodeId.parse(raw)).isEqualTo(NodeId.of(key));
  }

  @Test
  void extremeBytesSurviveBothWays() {
    byte[] ones = new byte[32];
    Arrays.fill(ones, (byte) -1);

    assertThat(RawNodeId.of(RawNodeId.parse(ones))).isEqualTo(ones);
    assertThat(RawNodeId.of(RawNodeId.parse(new byte[32]))).isEqualTo(new byte[32]);
    assertThat(RawNodeId.of(RawNodeId.parse(counted(32)))).isEqualTo(counted(32));
  }

  @Test
  void otherLengthsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RawNodeId.parse(new byte[31]))
        .withMessageContaining("31 bytes (32 are expected)");
  }

  /** 1, 2, 3 and so on. */
  static byte[] counted(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i + 1);
    }
    return bytes;
  }
}
