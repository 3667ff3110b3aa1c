package io.weft.discovery.dns;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class PiecesFuzzTest {

  /** Strings with their lengths before them, as in a TXT record. */
  @MethodSource("golden")
  @FuzzTest(maxDuration = "3s")
  void whateverAZoneSaysIsReadOrRefused(byte[] bytes) {
    List<byte[]> strings = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += 1 + (bytes[at] & 0xff)) {
      strings.add(
          Arrays.copyOfRange(
              bytes,
              at + 1,
              Math.max(at + 1, Math.min(bytes.length, at + 1 + (bytes[at] & 0xff)))));
    }
    try {
      Optional<Pieces> read = Pieces.of(strings);
      assertThat(read.map(each -> each.signed().length).orElse(0)).isLessThanOrEqualTo(4096);
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  static Stream<byte[]> golden() {
    return Stream.of("\10r0=QUJDRA\7r1=QUJD\4v=sp", "\11node_id=a").map(e -> e.getBytes(UTF_8));
  }
}
