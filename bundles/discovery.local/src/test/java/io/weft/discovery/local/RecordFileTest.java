package io.weft.discovery.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordFileTest {

  private static final RecordFile FILE =
      new RecordFile(
          new Owner(4711, "8812345", "pid:[4026531836]"),
          Instant.ofEpochMilli(1_767_225_600_000L),
          new byte[] {1, 2, 3});

  private static final String TEXT =
      """
      weft-record 1
      pid 4711
      started 8812345
      numbered-in pid:[4026531836]
      expires 1767225600000
      record AQID
      """;

  @Test
  void isSixLinesOfText() {
    assertThat(new String(FILE.encode(), StandardCharsets.US_ASCII)).isEqualTo(TEXT);
  }

  @Test
  void isReadAsItWasWritten() {
    RecordFile read = RecordFile.decode(FILE.encode());
    assertThat(read.owner()).isEqualTo(FILE.owner());
    assertThat(read.expires()).isEqualTo(FILE.expires());
    assertThat(read.signedRecord()).isEqualTo(FILE.signedRecord());
  }

  @Test
  void largestRecordFits() {
    RecordFile largest = new RecordFile(FILE.owner(), FILE.expires(), new byte[4096]);
    assertThat(RecordFile.decode(largest.encode()).signedRecord()).hasSize(4096);
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] whole = FILE.encode();
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> RecordFile.decode(part))
          .as("%s bytes", length)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void randomBytesAreRefused() {
    Random random = new Random(7);
    for (int round = 0; round < 1000; round++) {
      byte[] bytes = new byte[random.nextInt(RecordFile.MAX_BYTES + 10)];
      random.nextBytes(bytes);
      assertThatThrownBy(() -> RecordFile.decode(bytes))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pid", "started", "numbered-in", "expires", "record"})
  void lineThatIsMissingOrWrongIsNamed(String key) {
    assertThatThrownBy(() -> decode(TEXT.replace("\n" + key, "\nother")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + key + "\" is missing");
  }

  @Test
  void numberThatIsNoneIsShown() {
    assertThatThrownBy(() -> decode(TEXT.replace("4711", "many")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no number behind \"pid\" but \"many\"");
  }

  @Test
  void recordThatIsEmptyIsRefused() {
    assertThatThrownBy(() -> decode(TEXT.replace("AQID", "")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("empty");
  }

  private static RecordFile decode(String text) {
    return RecordFile.decode(text.getBytes(StandardCharsets.US_ASCII));
  }
}
