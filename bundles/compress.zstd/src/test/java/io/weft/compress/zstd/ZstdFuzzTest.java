package io.weft.compress.zstd;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.weft.exchange.PayloadException;
import io.weft.testkit.CompressionContract;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class ZstdFuzzTest {
  private static final ZstdCompression COMPRESSION = new ZstdCompression(1);
  private static final int MARGIN = 16;

  /** The first byte chooses the size that is claimed. */
  @MethodSource("packed")
  @FuzzTest(maxDuration = "3s")
  void bytesAreUndoneOrRefusedAndStayInTheirBounds(byte[] bytes) {
    int size = bytes.length == 0 ? 1 : 1 + (bytes[0] & 0xff) * 16;
    byte[] whole = new byte[size + MARGIN];
    Arrays.fill(whole, size, whole.length, (byte) 1);
    byte[] packed = bytes.length == 0 ? bytes : Arrays.copyOfRange(bytes, 1, bytes.length);
    try {
      COMPRESSION.decompress(packed, packed.length, whole, size);
    } catch (PayloadException e) {
      assertThat(e).hasMessageContaining(COMPRESSION.name());
    }
    assertThat(Arrays.copyOfRange(whole, size, whole.length)).containsOnly(1);
  }

  static Stream<byte[]> packed() {
    return Stream.of(1, 10, 255)
        .map(
            claim -> {
              byte[] text = CompressionContract.text(1 + claim * 16);
              byte[] packed = new byte[2 * text.length + 64];
              int length = COMPRESSION.compress(text, text.length, packed, packed.length);
              byte[] seed = new byte[1 + length];
              seed[0] = claim.byteValue();
              System.arraycopy(packed, 0, seed, 1, length);
              return seed;
            });
  }
}
