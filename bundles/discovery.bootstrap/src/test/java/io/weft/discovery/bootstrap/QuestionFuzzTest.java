package io.weft.discovery.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class QuestionFuzzTest {

  /** What is read can be written, and is then read as the same; what is not is refused, no more. */
  @MethodSource("golden")
  @FuzzTest(maxDuration = "3s")
  void whateverIsAskedIsReadOrRefused(byte[] bytes) {
    Question read;
    try {
      read = Question.decode(bytes);
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    assertThat(Question.decode(read.encode())).usingRecursiveComparison().isEqualTo(read);
    assertThat(read.has().has(1)).isIn(true, false);
  }

  static Stream<byte[]> golden() {
    return Stream.of(Golden.QUESTION.encode());
  }
}
