package io.weft.compress.zstd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.exchange.Compression;
import io.weft.testkit.CompressionContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ZstdCompressionTest extends CompressionContract {
  private final ZstdCompression zstd = new ZstdCompression(1);

  @AfterEach
  void close() {
    zstd.close();
  }

  @Override
  protected Compression compression() {
    return zstd;
  }

  @Test
  void levelOutOfRangeKeepsItFromStarting() {
    assertThatThrownBy(() -> new ZstdCompression(0))
        .hasMessage("io.weft.compress.zstd: level is 0 (1 to 9)");
  }

  @Test
  void whatIsUnderWayWhenItClosesIsFinished() {
    byte[] packed = pack(zstd, text(10_000));
    zstd.close();
    byte[] whole = new byte[10_000];
    zstd.decompress(packed, packed.length, whole, whole.length);

    assertThat(whole).isEqualTo(text(10_000));
  }
}
