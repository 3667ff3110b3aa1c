package io.weft.node.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class MessageReaderFuzzTest {

  private static final WireOracle ORACLE = new WireOracle();

  @MethodSource("golden")
  @FuzzTest(maxDuration = "3s")
  void readerAgreesWithTheGeneratedClasses(byte[] frame) {
    ORACLE.compare(frame);
  }

  static Stream<byte[]> golden() {
    return Golden.frames();
  }
}
