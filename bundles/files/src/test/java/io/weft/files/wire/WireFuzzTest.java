package io.weft.files.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.function.Function;

class WireFuzzTest {

  private static <T> void read(byte[] message, Function<byte[], T> how, Function<T, byte[]> back) {
    T read;
    try {
      read = how.apply(message);
    } catch (FormException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    assertThat(how.apply(back.apply(read))).isEqualTo(read);
  }

  /** Whatever comes is refused, or means the same after it was written again. */
  @FuzzTest(maxDuration = "3s")
  void whatIsReadIsWrittenAsItIs(byte[] message) {
    read(message, OfferMessage::read, OfferMessage::write);
    read(message, Verdict::read, Verdict::write);
    read(message, ManifestRequest::read, ManifestRequest::write);
    read(message, ManifestPage::read, ManifestPage::write);
    read(message, ChunkRequest::read, ChunkRequest::write);
    read(message, HashesRequest::read, HashesRequest::write);
    read(message, Closing::read, Closing::write);
    read(message, ProgressReport::read, ProgressReport::write);
    read(message, ProgressReport::asked, ProgressReport::question);
    read(
        message,
        bytes -> ByteBuffer.wrap(Elsewhere.read(ByteBuffer.wrap(bytes)).write()),
        ByteBuffer::array);
    try {
      Chunk.open(ByteBuffer.wrap(message), message.length);
    } catch (FormException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
