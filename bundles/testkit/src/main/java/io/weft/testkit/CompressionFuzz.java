package io.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.exchange.Compression;
import io.weft.exchange.PayloadException;
import java.util.Arrays;
import java.util.stream.Stream;

/** What a fuzz target of a {@link Compression} does with its bytes, and begins with. */
public final class CompressionFuzz {
  private static final int MARGIN = 16;

  /** The first byte of an input claims a size in steps of so many bytes. */
  private static final int STEP = 16;

  private CompressionFuzz() {}

  /** The bytes are undone or refused, and nothing is written beyond the size that they claim. */
  public static void undo(Compression compression, byte[] bytes) {
    int size = bytes.length == 0 ? 1 : size(bytes[0] & 0xff);
    byte[] whole = new byte[size + MARGIN];
    Arrays.fill(whole, size, whole.length, (byte) 1);
    byte[] packed = bytes.length == 0 ? bytes : Arrays.copyOfRange(bytes, 1, bytes.length);
    try {
      compression.decompress(packed, packed.length, whole, size);
    } catch (PayloadException e) {
      assertThat(e).hasMessageContaining(compression.name());
    }
    assertThat(Arrays.copyOfRange(whole, size, whole.length)).containsOnly(1);
  }

  /** Inputs that are good. */
  public static Stream<byte[]> seeds(Compression compression) {
    return Stream.of(1, 10, 255)
        .map(
            claim -> {
              byte[] text = CompressionContract.text(size(claim));
              byte[] packed = new byte[2 * text.length + 64];
              int length = compression.compress(text, text.length, packed, packed.length);
              byte[] seed = new byte[1 + length];
              seed[0] = claim.byteValue();
              System.arraycopy(packed, 0, seed, 1, length);
              return seed;
            });
  }

  private static int size(int claim) {
    return 1 + claim * STEP;
  }
}
