package io.weft.discovery.multicast;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class DatagramFuzzTest {

  /** What is read can be written, and is then read as the same; what is not is refused, no more. */
  @MethodSource("golden")
  @FuzzTest(maxDuration = "3s")
  void whateverComesIsReadOrRefused(byte[] bytes) {
    Message read;
    try {
      read = Datagram.decode(bytes, Golden.NETWORK).message();
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    Message again = Datagram.decode(Golden.encode(read), Golden.NETWORK).message();
    assertThat(again).usingRecursiveComparison().isEqualTo(read);
  }

  static Stream<byte[]> golden() {
    return Golden.datagrams();
  }
}
