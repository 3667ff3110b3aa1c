package io.weft.discovery.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SqueezeTest {
  private static final int LIMIT = 5_000;
  private final Random random = new Random(1);

  /** One record of some thousands seemed to end too early: zlib had not looked at its last bits. */
  @Test
  void whatWasSqueezedComesOutAgain() throws Garbled {
    for (int round = 0; round < 3_000; round++) {
      byte[] dictionary = bytes(random.nextInt(2) * 900, 256);
      byte[] whole = bytes(random.nextInt(LIMIT + 1), 1 + random.nextInt(256));
      System.arraycopy(dictionary, 0, whole, 0, Math.min(dictionary.length, whole.length) / 2);
      byte[] squeezed = Squeeze.squeeze(whole, dictionary);
      assertThat(Squeeze.unsqueeze(squeezed, dictionary, LIMIT)).isEqualTo(whole);
    }
  }

  @Test
  void moreThanTheLimitIsRefused() {
    byte[] squeezed = Squeeze.squeeze(new byte[LIMIT + 1]);
    assertThatThrownBy(() -> Squeeze.unsqueeze(squeezed, LIMIT))
        .isInstanceOf(Garbled.class)
        .hasMessage("more than 5000 squeezed bytes");
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] squeezed = Squeeze.squeeze(bytes(300, 256));
    for (int length = 0; length < squeezed.length - 1; length++) {
      byte[] part = Arrays.copyOf(squeezed, length);
      assertThatThrownBy(() -> Squeeze.unsqueeze(part, LIMIT)).isInstanceOf(Garbled.class);
    }
  }

  private byte[] bytes(int length, int kinds) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) random.nextInt(kinds);
    }
    return bytes;
  }
}
