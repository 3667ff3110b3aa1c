package io.weft.discovery.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class AnswerFuzzTest {

  /** What is read can be written, and is then read as the same; what is not is refused, no more. */
  @MethodSource("golden")
  @FuzzTest(maxDuration = "3s")
  void whateverIsAnsweredIsReadOrRefused(byte[] bytes) {
    Answer read;
    try {
      read = Answer.decode(bytes, Golden.CHECKED);
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    assertThat(Answer.decode(read.encode(), Golden.CHECKED))
        .usingRecursiveComparison()
        .isEqualTo(read);
  }

  static Stream<byte[]> golden() {
    return Stream.of(Golden.ANSWER.encode());
  }
}
