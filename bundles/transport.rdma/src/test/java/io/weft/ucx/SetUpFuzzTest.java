package io.weft.ucx;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.weft.transport.LinkProtocolException;
import java.nio.ByteBuffer;

class SetUpFuzzTest {

  /** Whatever comes is a message that is written again as it was read, or an error. */
  @FuzzTest(maxDuration = "3s")
  void messagesAreReadOrRefused(byte[] wire) {
    try {
      SetUp read = SetUp.parse(ByteBuffer.wrap(wire));
      SetUp again = SetUp.parse(read.bytes());
      assertThat(again).usingRecursiveComparison().isEqualTo(read);
      assertThat(wire.length).isLessThanOrEqualTo(SetUp.MAX_BYTES);
    } catch (LinkProtocolException e) {
      assertThat(e).hasMessageContaining("set-up");
    }
  }
}
