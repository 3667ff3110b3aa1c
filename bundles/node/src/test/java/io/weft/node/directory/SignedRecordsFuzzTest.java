package io.weft.node.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.weft.discovery.RecordException;
import io.weft.node.NodeRecord;
import io.weft.trust.Identity;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class SignedRecordsFuzzTest {

  private static final SignedRecords RECORDS = new SignedRecords(SignedRecordsTest.CLOCK);
  private static final Identity EVERYONE = GoldenRecord.credulous();
  private static final NodeRecord GENUINE = genuine();

  @MethodSource("golden")
  @FuzzTest(maxDuration = "3s")
  void onlyWhatWasSignedIsBelieved(byte[] bytes) {
    try {
      assertThat(RECORDS.verify(bytes, EVERYONE)).isEqualTo(GENUINE);
    } catch (RecordException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  static Stream<byte[]> golden() {
    return Stream.of(GoldenRecord.bytes());
  }

  private static NodeRecord genuine() {
    try {
      return RECORDS.verify(GoldenRecord.bytes(), EVERYONE);
    } catch (RecordException e) {
      throw new AssertionError(e);
    }
  }
}
