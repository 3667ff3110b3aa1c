package io.weft.discovery.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FormTest {
  private static final HexFormat HEX = HexFormat.of();

  @Test
  void questionIsTheseBytes() {
    assertThat(HEX.formatHex(Golden.QUESTION.encode()))
        .isEqualTo(
            "01200102030405060708" + "07" + "03010280" + "02ffffffffffffffff1122334455667788");
    assertThat(Question.decode(Golden.QUESTION.encode()))
        .usingRecursiveComparison()
        .isEqualTo(Golden.QUESTION);
  }

  @Test
  void answerIsTheseBytes() {
    assertThat(HEX.formatHex(Golden.ANSWER.encode()))
        .isEqualTo("01ac0202" + "00067369676e6564" + "c801012a" + "010105");
    assertThat(Answer.decode(Golden.ANSWER.encode(), Golden.CHECKED))
        .usingRecursiveComparison()
        .isEqualTo(Golden.ANSWER);
  }

  @Test
  void everyShorterFormIsRefused() {
    byte[] question = Golden.QUESTION.encode();
    byte[] answer = Golden.ANSWER.encode();
    for (int length = 0; length < question.length; length++) {
      byte[] part = Arrays.copyOf(question, length);
      assertThatThrownBy(() -> Question.decode(part)).isInstanceOf(IllegalArgumentException.class);
    }
    for (int length = 0; length < answer.length; length++) {
      byte[] part = Arrays.copyOf(answer, length);
      assertThatThrownBy(() -> Answer.decode(part, Golden.CHECKED))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void limitsAreSaid() {
    assertThatThrownBy(() -> Question.decode(new byte[Question.MAX_BYTES + 1]))
        .hasMessageContaining("(limit " + Question.MAX_BYTES + ")");
    assertThatThrownBy(() -> Question.decode(HEX.parseHex("02")))
        .hasMessage("version 2 (1 is known here)");
    assertThatThrownBy(() -> Question.decode(HEX.parseHex("0121")))
        .hasMessage("33 records wanted (limit 32)");
    assertThatThrownBy(() -> Question.decode(HEX.parseHex("01ffffffffffff01")))
        .hasMessage("a number of more than 5 bytes");
    assertThatThrownBy(() -> Question.decode(HEX.parseHex("0120" + "00".repeat(8) + "07" + "00")))
        .hasMessage("7 hashes in 0 bytes");
    assertThatThrownBy(() -> Answer.decode(HEX.parseHex("010021"), 0))
        .hasMessage("33 records (limit 32)");
    assertThatThrownBy(() -> Answer.decode(HEX.parseHex("0100010081" + "20"), 0))
        .hasMessage("4097 bytes of a record (limit 4096)");
    assertThatThrownBy(() -> Answer.decode(HEX.parseHex("01000003"), 2))
        .hasMessage("3 confirmed records (limit 2)");
    assertThatThrownBy(() -> Answer.decode(HEX.parseHex("0100000201000100"), 2))
        .hasMessage("index 1 after 1");
    assertThatThrownBy(() -> Answer.decode(HEX.parseHex("0100000001"), 2))
        .hasMessage("1 bytes too many");
  }

  @Test
  void largestFormsFit() {
    Question question =
        new Question(
            Answer.MAX_RECORDS,
            new Bits(-1, Bits.MAX_HASHES, new byte[Bits.MAX_BYTES]),
            Collections.nCopies(Question.MAX_CHECKED, -1L));
    assertThat(question.encode()).hasSizeLessThanOrEqualTo(Question.MAX_BYTES);
    assertThat(Question.decode(question.encode()).checked()).hasSize(Question.MAX_CHECKED);
    Answer answer =
        new Answer(
            10_000,
            Collections.nCopies(
                Answer.MAX_RECORDS,
                new Answer.Told(
                    Duration.ofHours(9), new byte[Answer.MAX_RECORD_BYTES / Answer.MAX_RECORDS])),
            IntStream.range(0, Question.MAX_CHECKED)
                .mapToObj(i -> new Answer.Confirmed(i, Duration.ofHours(9)))
                .toList());
    assertThat(answer.encode()).hasSizeLessThanOrEqualTo(Answer.MAX_BYTES);
    assertThat(Answer.decode(answer.encode(), Question.MAX_CHECKED).told().get(0).age())
        .isEqualTo(Duration.ofHours(1));
    assertThat(new Answer(0, List.of(), List.of()).encode()).hasSize(4);
  }
}
