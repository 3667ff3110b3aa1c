package io.weft.compress.zstd;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.weft.testkit.CompressionFuzz;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class ZstdFuzzTest {
  private static final ZstdCompression COMPRESSION = new ZstdCompression(1);

  @MethodSource("packed")
  @FuzzTest(maxDuration = "3s")
  void bytesAreUndoneOrRefusedAndStayInTheirBounds(byte[] bytes) {
    CompressionFuzz.undo(COMPRESSION, bytes);
  }

  static Stream<byte[]> packed() {
    return CompressionFuzz.seeds(COMPRESSION);
  }
}
