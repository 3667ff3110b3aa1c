package io.weft.compress.lz4;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.weft.testkit.CompressionFuzz;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class Lz4FuzzTest {
  private static final Lz4Compression COMPRESSION = new Lz4Compression();

  @MethodSource("packed")
  @FuzzTest(maxDuration = "3s")
  void bytesAreUndoneOrRefusedAndStayInTheirBounds(byte[] bytes) {
    CompressionFuzz.undo(COMPRESSION, bytes);
  }

  static Stream<byte[]> packed() {
    return CompressionFuzz.seeds(COMPRESSION);
  }
}
